import { type Finding, toFinding } from './finding.ts'

/** A UserSig without what was put around it, and what that was. */
export interface Unwrapped {
  readonly text: string
  readonly findings: readonly Finding[]
}

/**
 * Removes what a text collects on its way: percent-encoding, quotes, space around it. A value that was read from a query has
 * been decoded once already.
 */
export function unwrap(wrapped: string, isQueryValue: boolean): Unwrapped {
  const { text, layers } = decodePercent(wrapped)
  const findings = layers > 0 ? [explainPercent(layers + (isQueryValue ? 1 : 0))] : []
  const bare = /[^\s"'`“”‘’](?:.*[^\s"'`“”‘’])?/s.exec(text)?.[0] ?? ''
  const around = text.replace(bare, '')
  if (/\s/.test(around)) {
    const sentence = 'There is space or a line break before or after it.'
    findings.push(toFinding('space-around', sentence, 'Trim it, for instance where it is read from a file.'))
  }
  if (/[^\s]/.test(around)) {
    const sentence = 'It is in quotes, and they are part of what was sent.'
    findings.push(toFinding('quotes-around', sentence, 'Send it without quotes.'))
  }
  return { text: bare, findings }
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

function explainPercent(layers: number): Finding {
  if (layers > 1) {
    const times = layers === 2 ? 'twice' : `${layers} times`
    return toFinding(
      'percent-encoded-twice',
      `The UserSig is percent-encoded ${times}, and a server decodes a URL once.`,
      'Encode it once: pass the UserSig as it is to the function that builds the query.',
    )
  }
  return toFinding(
    'percent-encoded',
    'The UserSig is percent-encoded. That is right in a URL; anywhere else it is then encoded twice.',
    'Pass the UserSig as it is to the function that builds the query, or decode it first.',
  )
}
