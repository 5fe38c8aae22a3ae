import { formatValue } from '../text/quote.ts'
import type { Explanation, Says } from './explain.ts'
import { explainStretch } from './moment.ts'

/** An explanation as lines for people: what the UserSig says, each finding with its way out, and what comes of it. */
export function explainText({ says, findings, ok, accepted }: Explanation): string[] {
  const found = findings.flatMap(({ code, severity, text, fix }) => [`${severity}: ${text} [${code}]`, `  ${fix}`])
  return [...(says ? explainSays(says) : []), ...found, conclude(ok, accepted, says !== null)]
}

function explainSays({ identifier, sdkAppId, timeIso, expire, validUntilIso, userBuf }: Says): string[] {
  const user = identifier === null ? 'nobody' : formatValue(identifier)
  const made = timeIso === null ? 'at no known time' : timeIso
  const good = expire === null ? '' : `, good for ${explainStretch(expire)}`
  const end = validUntilIso === null ? '' : `, until ${validUntilIso}`
  const buffer = userBuf === null ? [] : [`It carries a user buffer of ${Buffer.from(userBuf, 'base64').length} bytes.`]
  return [`Made for ${user} of application ${sdkAppId ?? 'none'}, ${made}${good}${end}.`, ...buffer]
}

function conclude(ok: boolean, accepted: boolean, read: boolean): string {
  if (ok) return 'It would be accepted, as far as could be checked.'
  if (accepted) return 'The emulator accepts it, since no documented error code refuses it. It is wrong all the same.'
  return read ? 'It would be refused.' : 'It would be refused: nothing can be read out of it.'
}
