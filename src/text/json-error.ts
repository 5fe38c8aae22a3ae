import type { DocumentIssue } from './zod-issues.ts'

/** Where a text stops being JSON, and the mistake there as a code; `describeJsonError` makes the sentences. */
export interface JsonError {
  /** 0-based index into the text; its length where the text ends too early. */
  readonly offset: number
  readonly code: keyof typeof messages
  /** What was found or is missing: a sign, or a word of a programming language; nothing else of the text. */
  readonly token: string
}

const serialize = 'Serialize with a JSON library instead of printing an object.'
const whole = 'Send the whole document.'
const asField = 'Write each field as "name": value.'

/** What is wrong, as a clause, and how to fix it, as a sentence, by the code of the error. */
const messages = {
  comment: token => [`a ${token} comment`, 'JSON has no comments: remove it.'],
  'byte-order-mark': () => ['a byte order mark', 'Send UTF-8 without a byte order mark.'],
  'end-before-value': () => ['the end of the body before a value', whole],
  'end-after-name': () => ['the end of the body after a name', whole],
  'end-before-close': close => [
    `the end of the body before the closing ${close}`,
    `Send the whole document; ${close} is missing.`,
  ],
  'trailing-comma': close => [`a trailing comma before "${close}"`, 'Remove the comma after the last item.'],
  'missing-comma': () => ['a comma is missing', 'Put a comma between the items.'],
  'unexpected-in-list': close => [
    `an unexpected character where a comma or ${close} was expected`,
    `Put a comma between items and ${close} at the end.`,
  ],
  'equals-sign': () => ['an equals sign instead of a colon', asField],
  'missing-colon': () => ['a colon is missing after a name', asField],
  'extra-bracket': () => ['a closing bracket too many', 'Remove it.'],
  'text-after-end': () => ['text after the end of the JSON value', 'Send one JSON object and nothing after it.'],
  'unquoted-name': () => ['a name without quotes', 'Put each name in double quotes.'],
  'extra-comma': () => ['a comma too many', 'Remove it.'],
  'not-a-name': () => ['something other than a name in double quotes', asField],
  'single-quotes': () => ['single quotes', `JSON strings take double quotes. ${serialize}`],
  'typographic-quotes': () => ['typographic quotes', 'JSON strings take plain double quotes (").'],
  backquotes: () => ['backquotes', 'JSON strings take double quotes.'],
  'unclosed-string': () => ['a string without its closing quote', 'Close the string with a double quote.'],
  'control-character': token => [`${token} inside a string`, 'Escape it, for example as \\n or \\t.'],
  'unknown-escape': () => ['an unknown escape', 'Write a backslash in a string as \\\\.'],
  'foreign-word': token => [`${token}, which JSON does not have`, words.get(token) ?? ''],
  'foreign-number': () => [
    'a number in a form that JSON does not have',
    'Write numbers in decimal, without a leading + or 0, and with digits on both sides of the point.',
  ],
  'unquoted-value': () => ['a value without quotes', 'Put texts in double quotes.'],
  'missing-value': token => [`a value is missing before "${token}"`, 'Give the field a value or leave it out.'],
  markup: () => ['< as in HTML or XML', 'Send JSON.'],
  'unexpected-value': () => [
    'an unexpected character where a value was expected',
    'Send a string, number, object, array, true, false or null.',
  ],
} as const satisfies { readonly [code: string]: (token: string) => readonly [what: string, fix: string] }

/** What is wrong with a text that is not JSON, as a clause, and how to fix it, as a sentence. */
export function describeJsonError({ code, token }: JsonError): { readonly what: string; readonly fix: string } {
  const [what, fix] = messages[code](token)
  return { what, fix }
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
    super(error.code)
    this.error = error
  }
}

function fail(offset: number, code: JsonError['code'], token = ''): never {
  throw new Found({ offset, code, token })
}

const space = /[\t\n\r ]*/y

/** The next index that is not white space. A comment there is the error, since JSON has none. */
function skipSpace(text: string, from: number): number {
  space.lastIndex = from
  space.exec(text)
  const at = space.lastIndex
  const two = text.slice(at, at + 2)
  if (two === '//' || two === '/*' || two.startsWith('#')) {
    fail(at, 'comment', two.startsWith('#') ? '#' : two)
  }
  if (two.startsWith('\ufeff')) fail(at, 'byte-order-mark')
  return at
}

function skipValue(text: string, at: number): number {
  const character = text[at]
  if (character === '{') return skipObject(text, at)
  if (character === '[') return skipArray(text, at)
  if (character === '"') return skipString(text, at)
  if (character === undefined) return fail(text.length, 'end-before-value')
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
  fail(at, 'trailing-comma', close)
}

function missingComma(text: string, at: number, close: string): never {
  if (at >= text.length) fail(at, 'end-before-close', close)
  if (text[at] === '"' || text[at] === '{' || text[at] === '[' || /[\w-]/.test(text[at] ?? ''))
    fail(at, 'missing-comma')
  fail(at, 'unexpected-in-list', close)
}

function missingColon(text: string, at: number): never {
  if (at >= text.length) fail(at, 'end-after-name')
  fail(at, text[at] === '=' ? 'equals-sign' : 'missing-colon')
}

function afterEnd(text: string, at: number): JsonError {
  const isClose = text[at] === '}' || text[at] === ']'
  return { offset: at, code: isClose ? 'extra-bracket' : 'text-after-end', token: '' }
}

function skipName(text: string, at: number): number {
  const character = text[at]
  if (character === '"') return skipString(text, at)
  if (character === undefined) return fail(text.length, 'end-before-close', '}')
  failOnQuotes(text, at)
  if (/[\p{L}_$]/u.test(character)) fail(at, 'unquoted-name')
  if (character === ',') fail(at, 'extra-comma')
  return fail(at, 'not-a-name')
}

function failOnQuotes(text: string, at: number): void {
  const character = text[at] ?? ''
  if (character === "'") fail(at, 'single-quotes')
  if ('\u201c\u201d\u2018\u2019\u00ab\u00bb'.includes(character)) fail(at, 'typographic-quotes')
  if (character === '`') fail(at, 'backquotes')
}

const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

function skipString(text: string, start: number): number {
  let at = start + 1
  for (;;) {
    while (at < text.length && isPlain(text.charCodeAt(at))) at++
    if (text[at] === '"') return at + 1
    if (at >= text.length) fail(start, 'unclosed-string')
    if (text[at] !== '\\') fail(at, 'control-character', toControl(text[at]))
    escapes.lastIndex = at
    if (!escapes.exec(text)) fail(at, 'unknown-escape')
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
  if (words.has(found)) fail(at, 'foreign-word', found)
  if (/^[-+]?[.\d][\d.xXeE_+-]*$/.test(found) || /^[-+]?0[xob]/i.test(found)) fail(at, 'foreign-number')
  if (found !== '') fail(at, 'unquoted-value')
  const character = text[at] ?? ''
  if (character === ',' || character === '}' || character === ']') fail(at, 'missing-value', character)
  if (character === '<') fail(at, 'markup')
  return fail(at, 'unexpected-value')
}

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
