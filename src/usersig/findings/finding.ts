/**
 * Everything that can be found about a UserSig, and how much it matters. `verify` refuses a UserSig with an error, except for
 * those in `toleratedErrors`.
 */
export const findingSeverities = {
  empty: 'error',
  'secret-key': 'error',
  'too-long': 'error',
  'space-around': 'error',
  'quotes-around': 'error',
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
  'unknown-fields': 'error',
  'field-missing': 'error',
  'field-misspelled': 'error',
  'field-ignored': 'warning',
  'field-wrong': 'error',
  'not-an-integer': 'error',
  'other-application': 'error',
  'other-user': 'error',
  expired: 'error',
  'not-yet-valid': 'warning',
  'time-in-the-future': 'error',
  'time-in-milliseconds': 'error',
  'expire-in-milliseconds': 'error',
  'expire-is-a-point-in-time': 'error',
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
  'line-misspelled': 'error',
  'lines-end-with-crlf': 'error',
  'lines-not-ended': 'error',
  'final-newline-missing': 'error',
  'other-digest': 'error',
  'signature-in-hex': 'error',
  'signature-in-other-base64': 'error',
  'signed-with-another-key': 'error',
} as const

/** The code of a finding; it stays the same, so that programs may rely on it. */
export type FindingId = keyof typeof findingSeverities

/** Errors of a UserSig that is accepted all the same, since no documented error code refuses it. */
export const toleratedErrors: ReadonlySet<FindingId> = new Set([
  'time-in-the-future',
  'time-in-milliseconds',
  'expire-in-milliseconds',
  'expire-is-a-point-in-time',
])

/** One fact about a UserSig. It contains neither the UserSig nor a key. */
export interface Finding {
  readonly code: FindingId
  readonly severity: 'error' | 'warning' | 'note'
  /** What is the case. */
  readonly text: string
  /** What to do about it. */
  readonly fix: string
}

/** A finding, with the severity of its code. */
export const toFinding = (code: FindingId, text: string, fix: string): Finding => ({
  code,
  severity: findingSeverities[code],
  text,
  fix,
})
