import { formatValue } from '../../text/quote.ts'
import { findStranger, toBase64Text } from '../alphabet.ts'
import { type Finding, toFinding } from './finding.ts'

/** One way to read a text as base64: the bytes, and what is wrong with the text if this is how it was meant. */
export interface Decoded {
  readonly bytes: Buffer
  readonly findings: readonly Finding[]
}

/** The ways to read a text as some base64 or other, the likeliest first; none if it has characters of no base64. */
export function decode(text: string): Decoded[] {
  const joined = text.replaceAll(/\s/g, '')
  const spaced = joined === text ? [] : [toFinding('whitespace-inside', ...broken)]
  const plus = text.replaceAll(' ', '+')
  const swapped = plus === text ? [] : [toFinding('plus-became-space', ...lost)]
  return [
    ...readOwn(joined, spaced),
    ...(swapped.length > 0 ? readOwn(plus, swapped) : []),
    ...readUrlSafe(joined, spaced),
  ]
}

/** The finding for a text that is no base64 of any kind. */
export function explainStranger(text: string): Finding {
  const { at, char } = findStranger(text.replaceAll(/[+/=]/g, '*')) ?? { at: 1, char: text.charAt(0) }
  return toFinding(
    'outside-alphabet',
    `Character ${at} is ${formatValue(char)}, which no UserSig has: letters, digits and * - _ are all there is.`,
    'Look at how it is copied, cut or put together on its way here.',
  )
}

function readOwn(text: string, before: readonly Finding[]): Decoded[] {
  if (!/^[\w+/=*-]+$/.test(text)) return []
  const base64 = toBase64Text(text)
  const findings = [...before]
  if (/[+/=]/.test(text)) findings.push(toFinding('standard-base64', ...standard))
  if (base64.length % 4 !== 0 || !/^[^=]+={0,2}$/.test(base64)) findings.push(toFinding('padding-wrong', ...padding))
  return [{ bytes: Buffer.from(base64, 'base64'), findings }]
}

function readUrlSafe(text: string, before: readonly Finding[]): Decoded[] {
  if (!/^[\w-]+=*$/.test(text) || !/[_-]/.test(text)) return []
  return [{ bytes: Buffer.from(text, 'base64url'), findings: [...before, toFinding('url-safe-base64', ...urlSafe)] }]
}

const broken = [
  'There is space or a line break inside it.',
  'Encode to base64 without line breaks; some encoders break after 76 characters.',
] as const

const lost = [
  'Where base64 has a plus sign it has a space: it went through a URL in the ordinary base64 alphabet.',
  'Replace + / = by * - _ after encoding; those survive in a URL.',
] as const

const standard = [
  'It is in the ordinary base64 alphabet, with some of + / = left in it.',
  'Replace every + by *, every / by - and every = by _ after encoding.',
] as const

const urlSafe = [
  'It is in the URL-safe base64 alphabet of RFC 4648, with - and _ for + and /. A UserSig has an alphabet of its own.',
  'Encode to ordinary base64, then replace + by *, / by - and = by _.',
] as const

const padding = [
  'Its length is not that of base64, or the padding (_) is not where it belongs.',
  'Leave the one or two _ at its end where they are; if there were none, it was cut off.',
] as const
