import { Composer, type CST, type Document, Lexer, LineCounter, Parser } from 'yaml'
import { explainSyntax, isHarmless } from './parse-syntax.ts'
import { mostProblems } from './problems.ts'

/** Something wrong with a text, by its offset. */
export interface TextProblem {
  readonly offset: number
  readonly sentence: string
}

/** A text as a tree of YAML nodes, as far as it could be read. */
export interface Tree {
  /** Absent if the text is too damaged to ask what it says. */
  readonly document?: Document.Parsed | undefined
  readonly problems: readonly TextProblem[]
  readonly lines: LineCounter
}

/** How deep a scenario may nest. The deepest thing a scenario has stands at nine. */
const deepest = 64

const options = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  stringKeys: true,
  // The parser compares each key with all before it, which takes a minute for a megabyte; parse-data does it by a set.
  uniqueKeys: false,
} as const

/** Reads YAML 1.2, of which JSON is a part, and says all that is wrong with it as such. */
export function parseTree(text: string): Tree {
  const lines = new LineCounter()
  const tokens = parseTokens(text, lines)
  if ('offset' in tokens) return { problems: [tokens], lines }
  const [document, second] = compose(tokens, text.length)
  const slips = document ? [...document.errors, ...document.warnings] : []
  const problems = slips
    .slice(0, mostProblems)
    .map(slip => ({ offset: slip.pos[0], sentence: explainSyntax(slip, text) }))
  if (second) {
    const sentence = 'A second document begins here: want one scenario in a file, without "---" in between.'
    problems.push({ offset: second.range[0], sentence })
  }
  if (document?.directives.yaml.explicit && document.directives.yaml.version !== '1.2') {
    problems.push({ offset: 0, sentence: 'Scenarios are YAML 1.2: want the %YAML line removed.' })
  }
  return { document: slips.every(isHarmless) ? document : undefined, problems: onePerLine(problems, lines), lines }
}

/** The text's tokens, unless they nest so deep that composing them could overflow the stack. */
function parseTokens(text: string, lines: LineCounter) {
  const parser = new Parser(lines.addNewLine)
  const tokens: CST.Token[] = []
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme))
    if (parser.stack.length > deepest + 2) {
      return { offset: parser.offset, sentence: `This nests deeper than ${deepest} levels: want a flatter scenario.` }
    }
  }
  tokens.push(...parser.end())
  return tokens
}

function compose(tokens: readonly CST.Token[], end: number) {
  // Each slip the parser notes is an Error, and most of a damaged megabyte's time would go into their stacks.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return [...new Composer(options).compose(tokens, true, end)]
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** A slip often makes the parser stumble again on the same line; the first one is the cause. */
function onePerLine(problems: readonly TextProblem[], lines: LineCounter): readonly TextProblem[] {
  const seen = new Set<number>()
  return [...problems]
    .sort((one, other) => one.offset - other.offset)
    .filter(({ offset }) => {
      const { line } = lines.linePos(offset)
      return !seen.has(line) && seen.add(line)
    })
}
