import { demoApp } from '../../scenarios/plan.ts'
import { defaultExpire } from '../../usersig/sign.ts'
import type { Played } from './probe.ts'
import { type Draft, freshRandom, otherKey, type Sig, type Subject, toQuery } from './stage.ts'

/** One line for a shell that asks what a probe asked, its UserSig made anew and without a secret; undefined if nothing was asked. */
export function toCurl({ shots }: Played, subject: Subject): string | undefined {
  const draft = shots.at(-1)?.draft
  if (draft === undefined) return undefined
  const { method, body, headers = {} } = draft
  const data = method === 'POST' ? ['-d', toWord(body)] : ['-X', toWord(method)]
  const extra = Object.entries(headers).map(([name, value]) => `-H ${toWord(`${name}: ${value}`)}`)
  return ['curl -si -m 5', toAddress(draft, subject), ...data, ...extra].join(' ')
}

function toAddress({ path, query, userSig }: Draft, subject: Subject): string {
  const pairs = Object.entries(query).map(([name, value]) => [name, value === freshRandom ? '99999999' : value])
  const search = `${new URLSearchParams(Object.fromEntries(pairs))}`
  const address = `${subject.url}${path}${search === '' && userSig === undefined ? '' : '?'}${search}`
  if (userSig === undefined) return toWord(address)
  return `${toWord(`${address}${search === '' ? '' : '&'}usersig=`)}${toSigText(userSig, subject)}`
}

function toSigText(sig: Sig, subject: Subject): string {
  if (sig !== 'own' && 'literal' in sig) return toWord(sig.literal)
  if (sig === 'own' && subject.userSig !== undefined) return '"$RINGBACK_USERSIG"'
  const { sdkappid, identifier } = toQuery(subject)
  const made = sig === 'own' ? { sdkAppId: sdkappid, identifier, key: 'own' as const } : sig
  const flags = [
    `--sdkappid ${made.sdkAppId}`,
    `--identifier ${toWord(made.identifier)}`,
    ...(made.key === 'other'
      ? [`--secret-key ${otherKey}`]
      : isDemo(subject)
        ? []
        : ['--secret-key "$RINGBACK_SECRET_KEY"']),
    // Made anew it would not have expired.
    ...('time' in made && made.expire !== defaultExpire ? [`--expire ${made.expire}`, `--time ${made.time}`] : []),
  ]
  return `"$(npx ringback sign ${flags.join(' ')})"`
}

/** The demo application's key is known to everyone. */
const isDemo = ({ secretKey }: Subject) => secretKey === demoApp.secretKey

/** One word of a shell on one line; control characters become spaces. */
const toWord = (text: string) => `'${text.replaceAll("'", "'\\''").replaceAll(/\p{Cc}/gu, ' ')}'`
