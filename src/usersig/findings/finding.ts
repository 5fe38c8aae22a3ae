/** Everything that can be found out about a UserSig, and how much it matters: an error is refused by `verify`. */
export const findingLevels = {
  empty: 'error',
  'too-long': 'error',
  'space-around': 'error',
  'quotes-around': 'error',
  'asterisk-percent-encoded': 'warning',
  'percent-encoded': 'error',
  'percent-encoded-twice': 'error',
  'whitespace-inside': 'error',
  'plus-became-space': 'error',
  'standard-base64': 'error',
  'url-safe-base64': 'error',
  'padding-wrong': 'error',
  'outside-alphabet': 'error',
  'not-encoded': 'error',
  'not-compressed': 'error',
  'raw-deflate': 'error',
  gzip: 'error',
  'cut-off': 'error',
  'not-zlib': 'error',
  'too-large': 'error',
  'not-json': 'error',
  'old-version': 'error',
  'other-version': 'error',
  'field-missing': 'error',
  'field-wrong': 'error',
  'other-application': 'error',
  'other-user': 'error',
  expired: 'error',
  'not-yet-valid': 'warning',
  'time-in-milliseconds': 'warning',
  'short-lived': 'warning',
  'long-lived': 'warning',
  'signature-not-checked': 'note',
  'key-with-space-or-quotes': 'error',
  'key-decoded-from-hex': 'error',
  'key-decoded-from-base64': 'error',
  'key-in-other-case': 'error',
  'other-application-signed': 'error',
  'other-user-signed': 'error',
  'other-time-signed': 'error',
  'user-buffer-not-signed': 'error',
  'user-buffer-not-in-base64': 'error',
  'user-buffer-missing': 'error',
  'fields-in-another-order': 'error',
  'lines-end-with-crlf': 'error',
  'lines-not-ended': 'error',
  'final-newline-missing': 'error',
  'other-digest': 'error',
  'signature-in-hex': 'error',
  'signature-in-other-base64': 'error',
  'signed-with-another-key': 'error',
} as const

/** The name of a finding; it stays the same, so that programs may rely on it. */
export type FindingId = keyof typeof findingLevels

/** One thing that is to be said about a UserSig. */
export interface Finding {
  readonly id: FindingId
  readonly level: 'error' | 'warning' | 'note'
  /** What is so. */
  readonly sentence: string
  /** What to do about it. */
  readonly fix: string
}

/** A finding, with the level its name has. */
export const toFinding = (id: FindingId, sentence: string, fix: string): Finding => ({
  id,
  level: findingLevels[id],
  sentence,
  fix,
})
