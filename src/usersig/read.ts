import { formatValue } from '../text/quote.ts'
import { findStranger, toBase64Text } from './alphabet.ts'
import { largestDocument, longestText, type UserSigDocument } from './document.ts'
import { type Failure, inflate } from './inflate.ts'
import { findDocument, readFields } from './read-fields.ts'
import { readJson } from './read-json.ts'

/** Why a UserSig cannot be read: a word for programs and a sentence for people. */
export interface Unreadable {
  readonly why:
    | 'empty'
    | 'too-long'
    | 'alphabet'
    | 'base64'
    | 'cut-off'
    | 'not-zlib'
    | 'too-large-inflated'
    | 'json'
    | 'fields'
  readonly sentence: string
}

/**
 * Reads what a UserSig says, without asking whether it is true. The text is a stranger's: more than 4096 characters are
 * not looked at, and no more than 8 KiB come out of it. It is expected as a URL's query gives it, percent-decoded once:
 * what is still percent-encoded then is outside the alphabet.
 */
export function readUserSig(
  text: string,
): { readonly document: UserSigDocument } | { readonly unreadable: Unreadable } {
  if (text === '') return refuse('empty', 'The UserSig is empty.')
  if (text.length > longestText) {
    return refuse('too-long', `It has ${text.length} characters; ringback looks at no more than ${longestText}.`)
  }
  const stranger = findStranger(text)
  if (stranger) {
    const { char, at } = stranger
    const why = char === '%' ? ' It was percent-encoded twice.' : ''
    return refuse(
      'alphabet',
      `Character ${at} is ${formatValue(char)}; a UserSig has letters, digits and * - _ only.${why}`,
    )
  }
  if (text.length % 4 !== 0 || !/^[^_]+_{0,2}$/.test(text)) {
    return refuse('base64', `Its ${text.length} characters are not base64 with * - _ for + / =; was it cut off?`)
  }
  const inflated = inflate(Buffer.from(toBase64Text(text), 'base64'))
  if ('failed' in inflated) return refuse(...failures[inflated.failed])
  const read = readJson(inflated.bytes)
  if ('wrong' in read) return refuse('json', `What it carries is ${read.wrong}.`)
  const { fields, problems } = readFields(read.entries)
  const document = findDocument(fields)
  if (document && problems.length === 0) return { document }
  return refuse('fields', `${problems.map(problem => problem.sentence).join('; ')}.`)
}

const failures: Record<Failure, readonly [Unreadable['why'], string]> = {
  'cut-off': ['cut-off', 'Its compressed part ends too early; it was cut off.'],
  damaged: ['not-zlib', 'It is base64, but not of zlib-compressed data.'],
  'too-large': [
    'too-large-inflated',
    `It unpacks to more than ${largestDocument} bytes, which is as much as ringback looks at.`,
  ],
}

const refuse = (why: Unreadable['why'], sentence: string) => ({ unreadable: { why, sentence } })
