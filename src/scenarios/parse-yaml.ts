import {
  type Alias,
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import type { Fault as FaultPlan } from '../faults/fault.ts'
import { mostProblems } from '../text/fields.ts'
import { formatValue } from '../text/format.ts'
import { ScenarioError, type ScenarioIssue } from './messages.ts'
import type { ScenarioPlan } from './plan.ts'
import { checkFault, checkScenario } from './validate.ts'

export { ScenarioError }

/** The longest text that is read, in characters. */
export const longestText = 1_048_576

/**
 * A scenario's YAML or JSON as a plan. Throws a ScenarioError with everything that is wrong with it, each with its line
 * and column; `file` is what its message calls the text.
 */
export function parseScenario(text: string, { file }: { readonly file?: string | undefined } = {}): ScenarioPlan {
  return parseText(text, {
    longest: longestText,
    wantShorter: '; generate makes large crowds',
    wantAny: 'want a scenario, which begins with ringback: 1',
    file,
    check(data) {
      const checked = checkScenario(data)
      return 'plan' in checked ? { value: checked.plan } : checked
    },
  })
}

/** The longest fault that is read, in characters. */
const longestFault = 65_536

/**
 * One fault as in scenarios, from YAML or JSON. Throws a ScenarioError with everything that is wrong with it; `file` is
 * what its message calls the text.
 */
export function parseFault(text: string, { file }: { readonly file?: string | undefined } = {}): FaultPlan {
  return parseText(text, {
    longest: longestFault,
    wantShorter: '',
    wantAny: 'want a fault such as { on: get_call_info, times: 1, http: 502 }',
    file,
    check(data) {
      const checked = checkFault(data)
      return 'fault' in checked ? { value: checked.fault } : checked
    },
  })
}

/** How a text is read. */
export interface Reading<Value> {
  /** The most characters it may have, and what is said of one that has more. */
  readonly longest: number
  readonly wantShorter: string
  /** What is said of one in which nothing stands. */
  readonly wantAny: string
  /** What its errors call it. */
  readonly file: string | undefined
  /** What the data in it means, or everything that is wrong with it. */
  check(data: unknown): { readonly value: Value } | { readonly problems: readonly ScenarioIssue[] }
}

type Found = ScenarioIssue & TextProblem

/**
 * The YAML or JSON of a text, checked. Throws a ScenarioError with everything that is wrong with it, each with its line
 * and column.
 */
export function parseText<Value>(text: string, { longest, wantShorter, wantAny, file, check }: Reading<Value>): Value {
  if (text.length > longest) {
    const sentence = `This has ${text.length} characters: want ${longest} at most${wantShorter}.`
    throw new ScenarioError([{ path: [], sentence, line: 1, column: 1 }], file)
  }
  const { document, problems: slips, lines } = parseTree(text)
  const broken = slips.map(atRoot)
  const fail = (more: readonly Found[]): never => {
    const places = [...broken, ...more]
      .sort((one, other) => one.offset - other.offset)
      .slice(0, mostProblems)
      .map(({ offset, ...problem }) => {
        const { line, col } = lines.linePos(offset)
        return { ...problem, line: Math.max(1, line), column: Math.max(1, col) }
      })
    throw new ScenarioError(places, file)
  }
  if (!document) return fail([])
  const root = document.contents
  if (!root) return fail([{ path: [], offset: 0, sentence: `This is empty: ${wantAny}.` }])
  const { data, problems: unread, aliases } = toData(root)
  const checked = check(data)
  const found =
    'value' in checked ? [] : checked.problems.map(slip => ({ ...slip, offset: findOffset(root, slip, aliases) }))
  // Where a value could not be read as it stands, what the check makes of it says nothing.
  const known = new Set(unread.map(({ offset }) => offset))
  const all = [...unread.map(atRoot), ...found.filter(({ offset }) => !known.has(offset))]
  return 'value' in checked && all.length === 0 && broken.length === 0 ? checked.value : fail(all)
}

const atRoot = (problem: TextProblem): Found => ({ path: [], ...problem })

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

/** After these the text still says what it says, so that the scenario in it can be looked at as well. */
const harmless: ReadonlySet<ErrorCode> = new Set(['TAG_RESOLVE_FAILED', 'BAD_COLLECTION_TYPE', 'BAD_ALIAS'])

/** Whether what the text says can be trusted after this slip. */
export const isHarmless = ({ code }: YAMLError): boolean => harmless.has(code)

/** Where the parser's own words need its author to understand them. */
const sentences: { readonly [Code in ErrorCode]?: string } = {
  BAD_DQ_ESCAPE: 'Double quotes know no such escape: want single quotes around a text with backslashes.',
  BAD_SCALAR_START: 'A text cannot begin with this character: want it in quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'A map or a list begins within a line: want it on its own line, or a text with ": " in quotes.',
  NON_STRING_KEY: 'This key is not a text: want one.',
  TAB_AS_INDENT: 'A tab does not indent in YAML: want spaces.',
}

/** What is wrong with a text as YAML, as a sentence. */
export function explainSyntax({ code, pos, message }: YAMLError, text: string): string {
  if (code === 'TAG_RESOLVE_FAILED' || code === 'BAD_COLLECTION_TYPE') {
    return `The tag ${formatValue(text.slice(...pos))} means nothing in a scenario: want the value without it.`
  }
  return sentences[code] ?? `This is not YAML: ${message.replaceAll(/\s+/g, ' ').slice(0, 200)}.`
}

/** What a tree says. */
interface TreeData {
  readonly data: unknown
  readonly problems: readonly TextProblem[]
  /** What each alias stands for. */
  readonly aliases: ReadonlyMap<unknown, unknown>
}

/** How many values all aliases together may stand for. A few lines can otherwise mean billions. */
const mostUnfolded = 10_000

/** What an anchor names: its data and how many values that is, once it has been read. */
interface Anchored {
  readonly node: unknown
  read?: { readonly data: unknown; readonly size: number }
}

/** What a tree says, as plain data. Of a key that comes twice the first counts. */
export function toData(root: unknown): TreeData {
  const problems: TextProblem[] = []
  const aliases = new Map<unknown, unknown>()
  const anchors = new Map<string, Anchored>()
  let size = 0
  let unfolded = 0

  const add = (node: { readonly range?: Node['range'] }, sentence: string) => {
    if (problems.length < mostProblems) problems.push({ offset: node.range?.[0] ?? 0, sentence })
  }

  function read(node: unknown): unknown {
    if (isAlias(node)) return readAlias(node)
    const before = size++
    const anchored: Anchored = { node }
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) anchors.set(node.anchor, anchored)
    const data = isMap(node) ? readMap(node) : isSeq(node) ? node.items.map(read) : readScalar(node)
    anchored.read = { data, size: size - before }
    return data
  }

  function readMap(map: YAMLMap): object {
    const data = {}
    const merged: object[] = []
    for (const { key, value } of map.items) {
      if (!isScalar(key) || typeof key.value !== 'string') continue
      if (key.value === '<<' && key.type === 'PLAIN') {
        add(key, 'The merge key << is not taken here: want the keys written out.')
        merged.push(Object(read(value)))
      } else if (Object.hasOwn(data, key.value)) {
        add(key, `${formatValue(key.value)} stands twice in this map: want it once.`)
      } else define(data, key.value, read(value))
    }
    // What was meant is looked at all the same, or every key that comes from there would be said to be missing.
    for (const [key, value] of merged.flatMap(Object.entries)) if (!Object.hasOwn(data, key)) define(data, key, value)
    return data
  }

  function readScalar(node: unknown): unknown {
    if (!isScalar(node)) return null
    if (isTooPrecise(node)) add(node, `${node.source} has more digits than a number keeps here: want it in quotes.`)
    return node.value
  }

  function readAlias(alias: Alias): unknown {
    const name = alias.source
    const target = anchors.get(name)
    if (!target) return add(alias, `*${name} stands for nothing: want &${name} at a value before it.`)
    if (!target.read) return add(alias, `*${name} stands for something it is part of: want the value written out.`)
    const within = unfolded <= mostUnfolded
    unfolded += target.read.size
    size += target.read.size
    aliases.set(alias, target.node)
    if (unfolded <= mostUnfolded) return target.read.data
    const sentence = `With *${name} the aliases stand for more than ${mostUnfolded} values: want fewer.`
    return within ? add(alias, sentence) : undefined
  }

  return { data: read(root), problems, aliases }
}

/** Not an assignment, so that "__proto__" is a key like any other, and then an unknown one. */
const define = (data: object, key: string, value: unknown) =>
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true })

const isTooPrecise = ({ value, source }: Scalar) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^[-+]?(\d+|0x[\da-f]+|0o[0-7]+)$/i.test(source ?? '')

/**
 * Where in the text a problem is, as an offset: at the value its path leads to, at the key if that is at fault or has no
 * value, or at the map in which a key is missing.
 */
export function findOffset(root: unknown, { path, at }: ScenarioIssue, aliases: ReadonlyMap<unknown, unknown>): number {
  let node = root
  let offset = findStart(root) ?? 0
  for (const [depth, key] of path.entries()) {
    const inside: unknown = aliases.get(node) ?? node
    if (isSeq(inside) && typeof key === 'number') {
      node = inside.items[key]
      offset = findStart(node) ?? offset
    } else if (isMap(inside)) {
      const pair = inside.items.find(({ key: one }) => isScalar(one) && one.value === key)
      if (!pair) return offset
      const isAtKey = (at === 'key' && depth === path.length - 1) || isNothing(pair.value)
      offset = findStart(isAtKey ? pair.key : pair.value) ?? offset
      node = pair.value
    } else return offset
  }
  return offset
}

/** What stands behind a key that has no value. */
const isNothing = (value: unknown) => isScalar(value) && value.type === 'PLAIN' && value.source === ''

const findStart = (node: unknown): number | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range[0] : undefined
