import { type Finding, toFinding } from './finding.ts'

/** A UserSig without what was put around it, and what that was. */
export interface Unwrapped {
  readonly text: string
  readonly findings: readonly Finding[]
}

/** Takes off what a text collects on its way: percent-encoding, quotes, space around it. */
export function unwrap(wrapped: string): Unwrapped {
  const { text, layers } = decodePercent(wrapped)
  const findings = layers > 0 ? [explainPercent(wrapped, layers)] : []
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

function explainPercent(wrapped: string, layers: number): Finding {
  if (layers > 1) {
    const times = layers === 2 ? 'twice' : `${layers} times`
    return toFinding(
      'percent-encoded-twice',
      `It is percent-encoded ${times}; a server decodes a URL once.`,
      'Encode it once: give it as it is to whatever builds the query.',
    )
  }
  if (/%(?!2a)/i.test(wrapped)) {
    const sentence = 'It is percent-encoded; in a URL that is right, anywhere else it is not.'
    return toFinding('percent-encoded', sentence, 'Give it as it is to whatever builds the query, or decode it first.')
  }
  return toFinding(
    'asterisk-percent-encoded',
    'Its asterisks are percent-encoded (%2A). Right out of a URL that is fine; put into one, they are encoded twice.',
    'Give it as it is to whatever builds the query.',
  )
}
