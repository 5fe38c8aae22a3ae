import type { DocumentIssue } from './zod-issues.ts'

/** The first place at which a text stops being JSON, and the mistake that was recognised there. */
export interface JsonError {
  /** 0-based index into the text; its length where the text ends too early. */
  readonly offset: number
  /** What is wrong, as a clause; it quotes nothing from the text except single words of known languages. */
  readonly what: string
  /** How to fix it, as a sentence. */
  readonly fix: string
}

/** The first syntax error of a text; undefined if it is JSON. Bounded by the text's length; nesting must be bounded before. */
export function findJsonError(text: string): JsonError | undefined {
  try {
    const end = skipValue(text, skipSpace(text, 0))
    const rest = skipSpace(text, end)
    return rest === text.length ? undefined : afterEnd(text, rest)
  } catch (error) {
    if (error instanceof Found) return error.error
    throw error
  }
}

/** Carries an error out of the recursion. */
class Found extends Error {
  readonly error: JsonError

  constructor(error: JsonError) {
    super(error.what)
    this.error = error
  }
}

function fail(offset: number, what: string, fix: string): never {
  throw new Found({ offset, what, fix })
}

const space = /[\t\n\r ]*/y

/** The next index that is not white space. A comment there is the error, since JSON has none. */
function skipSpace(text: string, from: number): number {
  space.lastIndex = from
  space.exec(text)
  const at = space.lastIndex
  const two = text.slice(at, at + 2)
  if (two === '//' || two === '/*' || two.startsWith('#')) {
    fail(at, `a ${two.startsWith('#') ? '#' : two} comment`, 'JSON has no comments: remove it.')
  }
  if (two.startsWith('\ufeff')) fail(at, 'a byte order mark', 'Send UTF-8 without a byte order mark.')
  return at
}

function skipValue(text: string, at: number): number {
  const character = text[at]
  if (character === '{') return skipObject(text, at)
  if (character === '[') return skipArray(text, at)
  if (character === '"') return skipString(text, at)
  if (character === undefined) return unclosed(text, 'before a value', 'Send the whole document.')
  return skipWord(text, at)
}

function skipObject(text: string, start: number): number {
  let at = skipSpace(text, start + 1)
  if (text[at] === '}') return at + 1
  for (;;) {
    at = skipName(text, at)
    at = skipSpace(text, at)
    if (text[at] !== ':') missingColon(text, at)
    at = skipValue(text, skipSpace(text, at + 1))
    at = skipSpace(text, at)
    if (text[at] === '}') return at + 1
    if (text[at] !== ',') missingComma(text, at, '}')
    const comma = at
    at = skipSpace(text, at + 1)
    if (text[at] === '}') trailingComma(comma, '}')
  }
}

function skipArray(text: string, start: number): number {
  let at = skipSpace(text, start + 1)
  if (text[at] === ']') return at + 1
  for (;;) {
    at = skipSpace(text, skipValue(text, at))
    if (text[at] === ']') return at + 1
    if (text[at] !== ',') missingComma(text, at, ']')
    const comma = at
    at = skipSpace(text, at + 1)
    if (text[at] === ']') trailingComma(comma, ']')
  }
}

function trailingComma(at: number, close: string): never {
  fail(at, `a trailing comma before "${close}"`, 'Remove the comma after the last item.')
}

function missingComma(text: string, at: number, close: string): never {
  if (at >= text.length) unclosed(text, `before the closing ${close}`, `Send the whole document; ${close} is missing.`)
  if (text[at] === '"' || text[at] === '{' || text[at] === '[' || /[\w-]/.test(text[at] ?? ''))
    fail(at, 'a comma is missing', 'Put a comma between the items.')
  fail(
    at,
    `an unexpected character where a comma or ${close} was expected`,
    `Put a comma between items and ${close} at the end.`,
  )
}

function missingColon(text: string, at: number): never {
  if (at >= text.length) unclosed(text, 'after a name', 'Send the whole document.')
  const sign = text[at] === '=' ? 'an equals sign instead of a colon' : 'a colon is missing after a name'
  fail(at, sign, 'Write each field as "name": value.')
}

function unclosed(text: string, where: string, fix: string): never {
  fail(text.length, `the end of the body ${where}`, fix)
}

function afterEnd(text: string, at: number): JsonError {
  const isClose = text[at] === '}' || text[at] === ']'
  return {
    offset: at,
    what: isClose ? 'a closing bracket too many' : 'text after the end of the JSON value',
    fix: isClose ? 'Remove it.' : 'Send one JSON object and nothing after it.',
  }
}

function skipName(text: string, at: number): number {
  const character = text[at]
  if (character === '"') return skipString(text, at)
  if (character === undefined) return unclosed(text, 'before the closing }', 'Send the whole document; } is missing.')
  failOnQuotes(text, at)
  if (/[\p{L}_$]/u.test(character)) fail(at, 'a name without quotes', 'Put each name in double quotes.')
  if (character === ',') fail(at, 'a comma too many', 'Remove it.')
  return fail(at, 'something other than a name in double quotes', 'Write each field as "name": value.')
}

function failOnQuotes(text: string, at: number): void {
  const character = text[at] ?? ''
  if (character === "'") fail(at, 'single quotes', `JSON strings take double quotes. ${serialize}`)
  if ('\u201c\u201d\u2018\u2019\u00ab\u00bb'.includes(character))
    fail(at, 'typographic quotes', 'JSON strings take plain double quotes (").')
  if (character === '`') fail(at, 'backquotes', 'JSON strings take double quotes.')
}

const serialize = 'Serialize with a JSON library instead of printing an object.'

const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

function skipString(text: string, start: number): number {
  let at = start + 1
  for (;;) {
    while (at < text.length && isPlain(text.charCodeAt(at))) at++
    if (text[at] === '"') return at + 1
    if (at >= text.length) fail(start, 'a string without its closing quote', 'Close the string with a double quote.')
    if (text[at] !== '\\') fail(at, `${toControl(text[at])} inside a string`, 'Escape it, for example as \\n or \\t.')
    escapes.lastIndex = at
    if (!escapes.exec(text)) fail(at, 'an unknown escape', 'Write a backslash in a string as \\\\.')
    at = escapes.lastIndex
  }
}

/** Whether a string may contain a character as it is: no quote, no backslash, and nothing below U+0020. */
const isPlain = (code: number) => code >= 0x20 && code !== 0x22 && code !== 0x5c

function toControl(character = ''): string {
  if (character === '\n' || character === '\r') return 'a line break'
  return character === '\t' ? 'a tab' : 'a control character'
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y
const literal = /(?:true|false|null)(?![\w.])/y
const word = /[\p{L}\p{N}_.+$-]+/uy

function skipWord(text: string, at: number): number {
  for (const pattern of [number, literal]) {
    pattern.lastIndex = at
    if (pattern.exec(text)) return pattern.lastIndex
  }
  failOnQuotes(text, at)
  word.lastIndex = at
  const found = word.exec(text)?.[0] ?? ''
  const known = words.get(found)
  if (known !== undefined) fail(at, `${found}, which JSON does not have`, known)
  if (/^[-+]?[.\d][\d.xXeE_+-]*$/.test(found) || /^[-+]?0[xob]/i.test(found))
    fail(at, 'a number in a form that JSON does not have', numbers)
  if (found !== '') fail(at, 'a value without quotes', 'Put texts in double quotes.')
  const character = text[at] ?? ''
  if (character === ',' || character === '}' || character === ']')
    fail(at, `a value is missing before "${character}"`, 'Give the field a value or leave it out.')
  if (character === '<') fail(at, '< as in HTML or XML', 'Send JSON.')
  return fail(
    at,
    'an unexpected character where a value was expected',
    'Send a string, number, object, array, true, false or null.',
  )
}

const numbers = 'Write numbers in decimal, without a leading + or 0, and with digits on both sides of the point.'
const leaveOut = 'Leave the field out, or send null.'

/** Words of programming languages that end up in bodies that were printed or joined instead of serialized. */
const words: ReadonlyMap<string, string> = new Map([
  ['undefined', leaveOut],
  ['NaN', leaveOut],
  ['Infinity', leaveOut],
  ['-Infinity', leaveOut],
  ['True', `Python's True is true in JSON. ${serialize}`],
  ['False', `Python's False is false in JSON. ${serialize}`],
  ['None', `Python's None is null in JSON. ${serialize}`],
  ['nil', `nil is null in JSON. ${serialize}`],
  ['NULL', `NULL is null in JSON, in lowercase. ${serialize}`],
  ['TRUE', 'Write true in lowercase.'],
  ['FALSE', 'Write false in lowercase.'],
])

/** The data of a JSON text, or of its UTF-8 bytes; or what is wrong with it, as an issue of the whole document. */
export function readDocument(
  source: string | Uint8Array,
): { readonly data: unknown } | { readonly problem: DocumentIssue } {
  let text: string | undefined
  try {
    text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source)
    return { data: JSON.parse(text) }
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200)
    // The parser names no position for a text that ends too early.
    const place = text !== undefined && reason.startsWith('Unexpected end') ? `, after ${text.length} characters` : ''
    return { problem: { code: 'invalid-json', path: [], message: `Invalid JSON: ${reason}${place}.` } }
  }
}
