import {
  type Alias,
  Composer,
  type CST,
  Document,
  type ErrorCode,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  type Scalar,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import type { Fault } from '../faults/fault.ts'
import { mostIssues } from '../text/fields.ts'
import { type DetectedIssue, explainIssues, ScenarioError } from './messages.ts'
import type { ScenarioPlan } from './plan.ts'
import type { ScenarioInput } from './schema.ts'
import { checkFault, checkScenario } from './validate.ts'

/** The longest scenario that is read, in characters. */
export const longestText = 1_048_576

/** The longest fault that is read, in characters. */
const longestFault = 65_536

/** What errors call the text. */
interface ParseOptions {
  readonly file?: string | undefined
}

/** A scenario's YAML or JSON as a plan. Throws a ScenarioError with every mistake, each with its line and column. */
export function parseScenario(text: string, { file }: ParseOptions = {}): ScenarioPlan {
  return parseText(text, {
    most: longestText,
    expected: 'a scenario, which begins with ringback: 1',
    file,
    check(data) {
      const checked = checkScenario(data)
      return 'plan' in checked ? { value: checked.plan } : checked
    },
  })
}

/** A fault's YAML or JSON. Throws a ScenarioError with every mistake, each with its line and column. */
export function parseFault(text: string, { file }: ParseOptions = {}): Fault {
  return parseText(text, {
    most: longestFault,
    expected: 'a fault such as { on: get_call_info, times: 1, http: 502 }',
    file,
    check(data) {
      const checked = checkFault(data)
      return 'fault' in checked ? { value: checked.fault } : checked
    },
  })
}

interface Reading<Value> {
  /** The most characters. */
  readonly most: number
  /** What an empty text lacks. */
  readonly expected: string
  readonly file: string | undefined
  check(data: unknown): { readonly value: Value } | { readonly issues: readonly DetectedIssue[] }
}

/** An issue of a text, by its offset. */
interface Located {
  readonly offset: number
  readonly issue: DetectedIssue
}

function parseText<Value>(text: string, { most, expected, file, check }: Reading<Value>): Value {
  if (text.length > most) {
    const isScenario = most === longestText
    const issue: DetectedIssue = {
      code: 'too-long',
      path: [],
      length: text.length,
      most,
      isScenario,
      line: 1,
      column: 1,
    }
    throw new ScenarioError(explainIssues([issue]), file)
  }
  const { document, issues: broken, lines } = parseTree(text)
  const fail = (more: readonly Located[]): never => {
    const located = [...broken, ...more]
      .sort((one, other) => one.offset - other.offset)
      .slice(0, mostIssues)
      .map(({ offset, issue }) => {
        const { line, col } = lines.linePos(offset)
        return { ...issue, line: Math.max(1, line), column: Math.max(1, col) }
      })
    throw new ScenarioError(explainIssues(located), file)
  }
  if (!document) return fail([])
  const root = document.contents
  if (!root) return fail([{ offset: 0, issue: { code: 'empty', path: [], expected } }])
  const { data, issues: unread, aliases } = toData(root)
  const checked = check(data)
  const found =
    'value' in checked ? [] : checked.issues.map(issue => ({ issue, offset: findOffset(root, issue, aliases) }))
  // Where a value could not be read as it stands, what the check finds there means nothing.
  const known = new Set(unread.map(({ offset }) => offset))
  const all = [...unread, ...found.filter(({ offset }) => !known.has(offset))]
  return 'value' in checked && all.length === 0 && broken.length === 0 ? checked.value : fail(all)
}

/** A text as a tree of YAML nodes, as far as it could be read. */
interface Tree {
  /** Absent if the text is too damaged to be checked. */
  readonly document?: Document.Parsed | undefined
  readonly issues: readonly Located[]
  readonly lines: LineCounter
}

/** How deep a scenario may nest. The deepest value of a scenario is at nine. */
const mostLevels = 64

const options = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  stringKeys: true,
  // The parser compares each key with all before it, which takes a minute for a megabyte; toData does it with a set.
  uniqueKeys: false,
} as const

/** Reads YAML 1.2, of which JSON is a part, with everything that is wrong with it as such. */
export function parseTree(text: string): Tree {
  const lines = new LineCounter()
  const tokens = parseTokens(text, lines)
  if ('offset' in tokens) return { issues: [tokens], lines }
  const [document, second] = compose(tokens, text.length)
  const errors = document ? [...document.errors, ...document.warnings] : []
  const issues = errors
    .slice(0, mostIssues)
    .map((error): Located => ({ offset: error.pos[0], issue: toSyntaxIssue(error, text) }))
  if (second) issues.push({ offset: second.range[0], issue: { code: 'second-document', path: [] } })
  if (document?.directives.yaml.explicit && document.directives.yaml.version !== '1.2') {
    issues.push({ offset: 0, issue: { code: 'yaml-version', path: [] } })
  }
  const isReadable = errors.every(({ code }) => harmless.has(code))
  return { document: isReadable ? document : undefined, issues: keepFirstPerLine(issues, lines), lines }
}

/** The text's tokens, unless they nest so deep that composing them could overflow the stack. */
function parseTokens(text: string, lines: LineCounter): readonly CST.Token[] | Located {
  const parser = new Parser(lines.addNewLine)
  const tokens: CST.Token[] = []
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme))
    if (parser.stack.length > mostLevels + 2) {
      return { offset: parser.offset, issue: { code: 'too-deep', path: [], most: mostLevels } }
    }
  }
  tokens.push(...parser.end())
  return tokens
}

function compose(tokens: readonly CST.Token[], end: number) {
  // Each mistake the parser notes is an Error, and most of a damaged megabyte's time would go into their stacks.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return [...new Composer(options).compose(tokens, true, end)]
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** One mistake often causes others on the same line. */
function keepFirstPerLine(issues: readonly Located[], lines: LineCounter): readonly Located[] {
  const seen = new Set<number>()
  return [...issues]
    .sort((one, other) => one.offset - other.offset)
    .filter(({ offset }) => {
      const { line } = lines.linePos(offset)
      return !seen.has(line) && seen.add(line)
    })
}

/** After these errors the data can still be read, so that it is checked as well. */
const harmless: ReadonlySet<ErrorCode> = new Set(['TAG_RESOLVE_FAILED', 'BAD_COLLECTION_TYPE', 'BAD_ALIAS'])

const syntaxCodes = {
  BAD_DQ_ESCAPE: 'bad-escape',
  BAD_SCALAR_START: 'bad-first-character',
  BLOCK_AS_IMPLICIT_KEY: 'nested-in-line',
  NON_STRING_KEY: 'non-text-key',
  TAB_AS_INDENT: 'tab-indent',
} as const satisfies { readonly [Code in ErrorCode]?: DetectedIssue['code'] }

function toSyntaxIssue({ code, pos, message }: YAMLError, text: string): DetectedIssue {
  if (code === 'TAG_RESOLVE_FAILED' || code === 'BAD_COLLECTION_TYPE') {
    return { code: 'unknown-tag', path: [], tag: text.slice(...pos) }
  }
  const known = Object.hasOwn(syntaxCodes, code) ? syntaxCodes[code as keyof typeof syntaxCodes] : undefined
  return known
    ? { code: known, path: [] }
    : { code: 'invalid-yaml', path: [], reason: message.replaceAll(/\s+/g, ' ').slice(0, 200) }
}

/** The data of a tree. */
interface TreeData {
  readonly data: unknown
  readonly issues: readonly Located[]
  /** The value of each alias. */
  readonly aliases: ReadonlyMap<unknown, unknown>
}

/** The most values that all aliases together may stand for. A few lines can otherwise mean billions. */
const mostAliasedValues = 10_000

/** The value of an anchor: its data and how many values that is, once it has been read. */
interface Anchored {
  readonly node: unknown
  read?: { readonly data: unknown; readonly size: number }
}

/** A tree as plain data. Of a duplicate key the first counts. */
export function toData(root: unknown): TreeData {
  const issues: Located[] = []
  const aliases = new Map<unknown, unknown>()
  const anchors = new Map<string, Anchored>()
  let size = 0
  let aliased = 0

  const add = (node: { readonly range?: Node['range'] }, issue: DetectedIssue) => {
    if (issues.length < mostIssues) issues.push({ offset: node.range?.[0] ?? 0, issue })
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
        add(key, { code: 'merge-key', path: [] })
        merged.push(Object(read(value)))
      } else if (Object.hasOwn(data, key.value)) {
        add(key, { code: 'duplicate-key', path: [], key: key.value })
      } else define(data, key.value, read(value))
    }
    // Merged keys are checked all the same, or each of them would be reported as missing.
    for (const [key, value] of merged.flatMap(Object.entries)) if (!Object.hasOwn(data, key)) define(data, key, value)
    return data
  }

  function readScalar(node: unknown): unknown {
    if (!isScalar(node)) return null
    if (isTooPrecise(node)) add(node, { code: 'too-precise', path: [], written: `${node.source}` })
    return node.value
  }

  function readAlias(node: Alias): unknown {
    const alias = node.source
    const target = anchors.get(alias)
    if (!target) return add(node, { code: 'unknown-alias', path: [], alias })
    if (!target.read) return add(node, { code: 'circular-alias', path: [], alias })
    const isWithin = aliased <= mostAliasedValues
    aliased += target.read.size
    size += target.read.size
    aliases.set(node, target.node)
    if (aliased <= mostAliasedValues) return target.read.data
    return isWithin ? add(node, { code: 'too-many-aliases', path: [], alias, most: mostAliasedValues }) : undefined
  }

  return { data: read(root), issues, aliases }
}

/** Not an assignment, so that "__proto__" is a key like any other, and then an unknown one. */
const define = (data: object, key: string, value: unknown) =>
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true })

const isTooPrecise = ({ value, source }: Scalar) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^[-+]?(\d+|0x[\da-f]+|0o[0-7]+)$/i.test(source ?? '')

/**
 * Where an issue is in the text, as an offset: at the value of its path, at the key if that is unknown or has no value, or
 * at the map in which a key is missing.
 */
function findOffset(root: unknown, { path, code }: DetectedIssue, aliases: ReadonlyMap<unknown, unknown>): number {
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
      const isAtKey = (code === 'unknown-field' && depth === path.length - 1) || hasNoValue(pair.value)
      offset = findStart(isAtKey ? pair.key : pair.value) ?? offset
      node = pair.value
    } else return offset
  }
  return offset
}

/** Whether a key is followed by nothing. */
const hasNoValue = (value: unknown) => isScalar(value) && value.type === 'PLAIN' && value.source === ''

const findStart = (node: unknown): number | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range[0] : undefined

/** The width at which text is folded, in characters. */
const width = 120

/** A scenario as YAML, as those of the library are written: each step and each fault on its own line. */
export function toScenarioYaml(scenario: ScenarioInput): string {
  const document = new Document(scenario, { aliasDuplicateObjects: false })
  const about = document.get('about', true)
  if (isScalar(about)) about.type = 'BLOCK_FOLDED'
  visit(document, {
    Collection(key, node, path) {
      // A step or a fault is one line, and so is a short list.
      const parent = path.at(-1)
      const list = isPair(parent) ? undefined : path.findLast(isPair)
      const name = list && `${list.key}`
      const isLine = typeof key === 'number' && isMap(node) && (name === 'then' || name === 'faults')
      const isWords = isPair(parent) && ['to', 'admins', 'commands', 'users'].includes(`${parent.key}`)
      if (isLine || isWords) node.flow = true
    },
  })
  return document.toString({ lineWidth: width, flowCollectionPadding: true })
}
