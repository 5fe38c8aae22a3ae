import { demoApp } from '../../scenarios/demo-app.ts'
import { defaultExpire } from '../../usersig/sign.ts'
import type { Rule } from './rule.ts'
import type { Seen } from './run.ts'
import { toFault } from './to-fault.ts'

/** Where an emulator is found unless told otherwise; `ringback exec` tells its command. */
const url = `"\${RINGBACK_URL:-http://127.0.0.1:2255}"`

/**
 * One line for a shell that shows a slip again, without a secret: the request itself, its UserSig made anew, or, where a
 * client has to meet a fault for it, the request that arms the fault for the client's next run.
 */
export function toCurl({ group }: Pick<Rule, 'group'>, entry: Seen): string {
  const fault = group === 'request' ? undefined : toFault(entry)
  if (fault) return `curl -s ${url}/_ringback/faults -d ${toWord(JSON.stringify(fault))}`
  return toRequest(entry)
}

function toRequest(entry: Seen): string {
  const { method, json, body, line } = entry
  const flags = [
    ...(method === 'POST' ? [] : ['-X', toWord(method)]),
    ...(line?.host && !isOwn(line.host) ? ['-H', toWord(`Host: ${line.host}`)] : []),
    ...(/[[\]{}]/.test(entry.target) ? ['-g'] : []),
  ]
  const data = toWord(json === undefined ? body.replace(/…$/, '') : JSON.stringify(json))
  return ['curl -s', ...flags, `${url}${toTarget(entry)}`, ...(method === 'GET' ? [] : ['-d', data])].join(' ')
}

const isOwn = (host: string) => /^(?:localhost|127\.|\[|\d+\.\d+\.\d+\.\d+)/i.test(host)

/** The target in words of a shell, with a UserSig that is made when the line runs. */
function toTarget(entry: Seen): string {
  const { target } = entry
  const found = /(?<=[?&]usersig=)[^&]+/i.exec(target)
  if (!found) return toWord(target)
  const rest = target.slice(found.index + found[0].length)
  return `${toWord(target.slice(0, found.index))}${toUserSig(entry)}${rest === '' ? '' : toWord(rest)}`
}

function toUserSig({ userSig, at }: Seen): string {
  const says = userSig?.says
  // What cannot be read is best shown by something else that cannot.
  if (!says) return 'not-a-usersig'
  const { sdkAppId, identifier, time, expire } = says
  const key = userSig?.refuse === 'UserSigSignatureWrong' ? 'another-key' : toKey(sdkAppId)
  const isLate = (time + expire) * 1_000 - at < 300_000
  const flags = [
    `--sdkappid ${sdkAppId}`,
    `--identifier ${toWord(identifier)}`,
    ...(key === undefined ? [] : [`--secret-key ${key}`]),
    ...(expire === defaultExpire ? [] : [`--expire ${expire}`]),
    ...(isLate ? [`--time ${time}`] : []),
  ]
  return `"$(ringback sign ${flags.join(' ')})"`
}

/** The demo application's key is known to everyone. */
const toKey = (sdkAppId: number) => (sdkAppId === demoApp.sdkAppId ? undefined : '"$RINGBACK_SECRET_KEY"')

/** One word of a shell on one line; control characters become spaces. */
const toWord = (text: string) => `'${text.replaceAll("'", "'\\''").replaceAll(controls, ' ')}'`

const controls = /\p{Cc}/gu
