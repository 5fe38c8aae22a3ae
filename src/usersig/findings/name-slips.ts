import type { Recipe, Slip, Suspicion } from './recipe.ts'

/** Other names that the signed lines have been seen or are likely to have. */
const otherNames: { readonly [name: string]: readonly string[] } = {
  identifier: ['Identifier', 'IDENTIFIER', 'userid', 'userId', 'UserID', 'user_id', 'account'],
  sdkappid: ['sdkAppId', 'sdkAppID', 'SdkAppId', 'SDKAppID', 'SDKAPPID', 'sdk_appid', 'sdkAppid', 'appid'],
  time: ['Time', 'TIME', 'currTime', 'curr_time', 'timestamp'],
  expire: ['Expire', 'EXPIRE', 'expires', 'expire_after', 'expireTime', 'expire_time'],
  userbuf: ['userBuf', 'UserBuf', 'USERBUF', 'user_buf', 'userBuff', 'userbuff'],
}

/** The ways to sign lines whose names are spelled differently. */
export function nameSlips({ document, names = [] }: Suspicion): Slip[] {
  const each = Object.entries(otherNames)
    .filter(([name]) => name !== 'userbuf' || document.userBuf !== undefined)
    .flatMap(([name, others]) => others.map(other => toSlip(`TLS.${name}`, `TLS.${other}`)))
  const lowercase = (name: string) => name.toLowerCase()
  const bare = (name: string) => name.replace('TLS.', '')
  return [
    ...each,
    toSlipOfAll('The signed lines spell the names of fields in lowercase.', (name, _) => lowercase(name)),
    toSlipOfAll('The signed lines lack the prefix TLS.', (name, _) => bare(name)),
    // The names as the document spells them, in its order.
    ...(names.length > 0 ? [toSlipOfAll(asSpelled, (name, at) => names[at] ?? name)] : []),
  ]
}

const asSpelled = 'The signed lines spell the names of fields as the document misspells them.'

const toSlip = (name: string, other: string): Slip => ({
  step: 'names',
  id: 'line-misspelled',
  sentence: `The line of ${name} was signed as ${other}.`,
  fix: `Spell it ${name} in the signed line, as in the document.`,
  spoil: recipe => rename(recipe, line => (line === name ? other : line)),
})

const toSlipOfAll = (sentence: string, toName: (name: string, at: number) => string): Slip => ({
  step: 'names',
  id: 'line-misspelled',
  sentence,
  fix: 'Sign the lines TLS.identifier, TLS.sdkappid, TLS.time, TLS.expire and, if there is one, TLS.userbuf.',
  spoil: recipe => rename(recipe, toName),
})

const rename = (recipe: Recipe, toName: (name: string, at: number) => string): Recipe => ({
  ...recipe,
  lines: recipe.lines.map(([name, value], at) => [toName(name, at), value]),
})
