import { findInvalidCharacter, type Inflated, inflate, toBase64Text } from '../document.ts'
import type { UserSigIssue } from '../messages.ts'

/** A UserSig without what was put around it, and the issues of what was. */
interface Unwrapped {
  readonly text: string
  readonly issues: readonly UserSigIssue[]
}

/** Removes percent-encoding, quotes and space around a UserSig. A value that was read from a query has been decoded once already. */
export function unwrap(wrapped: string, isQueryValue: boolean): Unwrapped {
  const { text, layers } = decodePercent(wrapped)
  const times = layers + (isQueryValue ? 1 : 0)
  const issues: UserSigIssue[] = []
  if (layers > 0) issues.push(times > 1 ? { code: 'percent-encoded-twice', times } : { code: 'percent-encoded' })
  const bare = /[^\s"'`“”‘’](?:.*[^\s"'`“”‘’])?/s.exec(text)?.[0] ?? ''
  const around = text.replace(bare, '')
  if (/\s/.test(around)) issues.push({ code: 'space-around' })
  if (/[^\s]/.test(around)) issues.push({ code: 'quotes-around' })
  return { text: bare, issues }
}

function decodePercent(wrapped: string): { text: string; layers: number } {
  let text = wrapped
  let layers = 0
  while (/%[\da-f]{2}/i.test(text)) {
    text = text.replaceAll(/%([\da-f]{2})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)))
    layers += 1
  }
  return { text, layers }
}

/** The content of a UserSig, if it could be unpacked, and the issues of its encoding and compression. */
interface Unpacked {
  readonly bytes?: Buffer
  readonly issues: readonly UserSigIssue[]
}

/** Unpacks a UserSig in the right way, or in the first wrong way that produces a document. */
export function unpack(text: string): Unpacked {
  if (text.startsWith('{')) return { bytes: Buffer.from(text), issues: [{ code: 'not-encoded' }] }
  const readings = decode(text)
  const [likeliest] = readings
  if (!likeliest) {
    const invalid = findInvalidCharacter(text.replaceAll(/[+/=]/g, '*'))
    return { issues: invalid ? [{ code: 'outside-alphabet', ...invalid, encoded: false }] : [] }
  }
  for (const { hasChecksum, open, issues } of compressions) {
    for (const reading of readings) {
      const inflated = open(reading.bytes)
      if ('bytes' in inflated && (hasChecksum || isJsonLike(inflated.bytes))) {
        return { bytes: inflated.bytes, issues: [...reading.issues, ...issues] }
      }
    }
  }
  return explainFailure(readings, likeliest)
}

interface Compression {
  /** With a checksum nothing is unpacked by mistake. */
  readonly hasChecksum: boolean
  readonly open: (bytes: Buffer) => Inflated
  readonly issues: readonly UserSigIssue[]
}

const compressions: readonly Compression[] = [
  { hasChecksum: true, open: bytes => inflate(bytes), issues: [] },
  { hasChecksum: true, open: bytes => inflate(bytes, 'gzip'), issues: [{ code: 'gzip' }] },
  { hasChecksum: false, open: bytes => inflate(bytes, 'raw'), issues: [{ code: 'raw-deflate' }] },
  { hasChecksum: false, open: bytes => ({ bytes }), issues: [{ code: 'not-compressed' }] },
]

// Raw deflate and plain bytes have no checksum: they are accepted only if a JSON object seems to come out.
const isJsonLike = (bytes: Buffer) => /^\s*\{/.test(bytes.toString('latin1', 0, 64))

function explainFailure(readings: readonly Decoded[], likeliest: Decoded): Unpacked {
  const outcomes = readings.map(({ bytes, issues }) => ({ outcome: inflate(bytes), issues }))
  for (const code of ['too-large', 'cut-off'] as const) {
    const found = outcomes.find(({ outcome }) => 'failed' in outcome && outcome.failed === code)
    if (found) return { issues: [...found.issues, { code }] }
  }
  return { issues: [...likeliest.issues, { code: 'not-zlib' }] }
}

/** One way to read a text as base64: the bytes, and the issues of the text if this is how it was meant. */
interface Decoded {
  readonly bytes: Buffer
  readonly issues: readonly UserSigIssue[]
}

/** The ways to read a text as base64, the likeliest first; none if it has characters of no base64 alphabet. */
function decode(text: string): Decoded[] {
  const joined = text.replaceAll(/\s/g, '')
  const plus = text.replaceAll(' ', '+')
  const spaced: UserSigIssue[] = joined === text ? [] : [{ code: 'whitespace-inside' }]
  return [
    ...readOwn(joined, spaced),
    ...(plus === text ? [] : readOwn(plus, [{ code: 'plus-became-space' }])),
    ...readUrlSafe(joined, spaced),
  ]
}

function readOwn(text: string, before: readonly UserSigIssue[]): Decoded[] {
  if (!/^[\w+/=*-]+$/.test(text)) return []
  const base64 = toBase64Text(text)
  const issues = [...before]
  if (/[+/=]/.test(text)) issues.push({ code: 'standard-base64' })
  if (base64.length % 4 !== 0 || !/^[^=]+={0,2}$/.test(base64)) {
    issues.push({ code: 'padding-wrong', length: base64.length })
  }
  return [{ bytes: Buffer.from(base64, 'base64'), issues }]
}

function readUrlSafe(text: string, before: readonly UserSigIssue[]): Decoded[] {
  if (!/^[\w-]+=*$/.test(text) || !/[_-]/.test(text)) return []
  return [{ bytes: Buffer.from(text, 'base64url'), issues: [...before, { code: 'url-safe-base64' }] }]
}
