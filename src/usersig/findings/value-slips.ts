import { formatValue } from '../../text/quote.ts'
import { type Slip, type Suspicion, withValue } from './recipe.ts'

/** The ways to sign other values than the document shows. */
export function valueSlips({ document, sdkAppId, identifier }: Suspicion): Slip[] {
  const slips: Slip[] = []
  const add = (step: Slip['step'], id: Slip['id'], name: string, value: string, shown: string) => {
    if (value === shown) return
    const sentence = `What was signed has ${formatValue(value)} for ${name}, and the document has ${formatValue(shown)}.`
    const fix = 'Take the value once, and use it both for signing and in the document.'
    slips.push({ step, id, sentence, fix, spoil: recipe => withValue(recipe, name, value) })
  }
  if (sdkAppId !== undefined) {
    add('app', 'other-application-signed', 'TLS.sdkappid', String(sdkAppId), String(document.sdkAppId))
  }
  for (const user of toUsers(document.identifier, identifier)) {
    add('user', 'other-user-signed', 'TLS.identifier', user, document.identifier)
  }
  for (const time of [document.time - 1, document.time + 1]) {
    add('time', 'other-time-signed', 'TLS.time', String(time), String(document.time))
  }
  const end = document.time + document.expire
  add('time', 'other-time-signed', 'TLS.expire', String(end), String(document.expire))
  return slips
}

function toUsers(shown: string, asked: string | undefined): ReadonlySet<string> {
  const users = new Set([
    shown.trim(),
    shown.toLowerCase(),
    shown.toUpperCase(),
    encodeURIComponent(Buffer.from(shown).toString()),
  ])
  return asked === undefined ? users : users.add(asked)
}
