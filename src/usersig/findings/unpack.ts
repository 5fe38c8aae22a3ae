import { largestDocument } from '../document.ts'
import { type Failure, type Inflated, inflate } from '../inflate.ts'
import { type Decoded, decode, explainStranger } from './decode.ts'
import { type Finding, type FindingId, toFinding } from './finding.ts'

/** What a text turned out to carry, if anything, and what was wrong with its packing. */
export interface Unpacked {
  readonly bytes?: Buffer
  readonly findings: readonly Finding[]
}

/** Unpacks a UserSig by the right way, or by whichever wrong one it was packed. */
export function unpack(text: string): Unpacked {
  if (text.startsWith('{')) {
    const bytes = Buffer.from(text)
    return { bytes, findings: [toFinding('not-encoded', 'It is bare JSON.', 'Compress it with zlib, then encode it.')] }
  }
  const readings = decode(text)
  const [likeliest] = readings
  if (!likeliest) return { findings: [explainStranger(text)] }
  for (const way of ways) {
    for (const { bytes, findings } of readings) {
      const inflated = way.open(bytes)
      if ('bytes' in inflated && (way.sure || isJsonLike(inflated.bytes))) {
        return { bytes: inflated.bytes, findings: [...findings, ...way.explain()] }
      }
    }
  }
  return explainFailure(readings, likeliest)
}

interface Way {
  /** Whether its data carry a checksum, so that nothing is unpacked by mistake. */
  readonly sure: boolean
  open(bytes: Buffer): Inflated
  explain(): Finding[]
}

const ways: readonly Way[] = [
  { sure: true, open: bytes => inflate(bytes), explain: () => [] },
  {
    sure: true,
    open: bytes => inflate(bytes, 'gzip'),
    explain: () => [
      toFinding('gzip', 'It was compressed with gzip.', 'Compress with zlib instead (deflate, in Node).'),
    ],
  },
  {
    sure: false,
    open: bytes => inflate(bytes, 'raw'),
    explain: () => [
      toFinding(
        'raw-deflate',
        "It was compressed to raw deflate data, without zlib's header and checksum.",
        'Compress with zlib instead (in Node deflateSync, not deflateRawSync; elsewhere without "nowrap").',
      ),
    ],
  },
  {
    sure: false,
    open: bytes => ({ bytes }),
    explain: () => [
      toFinding(
        'not-compressed',
        'It is JSON in base64, and was never compressed.',
        'Compress the JSON with zlib first.',
      ),
    ],
  },
]

// Raw deflate and bare bytes carry no checksum: they are what they pass for only if a JSON object seems to come out.
const isJsonLike = (bytes: Buffer) => /^\s*\{/.test(bytes.toString('latin1', 0, 64))

const failures: Record<Failure, readonly [FindingId, string, string]> = {
  'too-large': [
    'too-large',
    `It unpacks to more than ${largestDocument} bytes, which is as much as ringback looks at.`,
    'Put less into its identifier or user buffer.',
  ],
  'cut-off': [
    'cut-off',
    'Its compressed part ends too early: it was cut off.',
    'Look at how long a UserSig may be where it is stored or copied; 200 characters are usual.',
  ],
  damaged: [
    'not-zlib',
    'It is base64, but not of zlib-compressed data; or some of its characters have changed.',
    'Compress the JSON with zlib before encoding; if it was, compare with the UserSig as it was made.',
  ],
}

function explainFailure(readings: readonly Decoded[], likeliest: Decoded): Unpacked {
  const outcomes = readings.map(({ bytes, findings }) => ({ outcome: inflate(bytes), findings }))
  const find = (failed: Failure) => outcomes.find(({ outcome }) => 'failed' in outcome && outcome.failed === failed)
  for (const failed of ['too-large', 'cut-off'] as const) {
    const found = find(failed)
    if (found) return { findings: [...found.findings, toFinding(...failures[failed])] }
  }
  return { findings: [...likeliest.findings, toFinding(...failures.damaged)] }
}
