import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { request } from './api.ts'
import { formatDay, formatDuration, formatTime, formatTook } from './format.ts'
import { type Explanation, useExplanation } from './on-demand.ts'
import { Body, Facts } from './pane.tsx'
import { CopyButton, Icon, type IconName } from './parts.tsx'
import type { Exchange } from './run.ts'
import { canAct, source } from './store.ts'

/** The icon of each outcome of a check. */
export const outcomeIcons = {
  passed: 'check',
  failed: 'x',
  tolerated: 'warning',
  applied: 'bolt',
  'not-reached': 'dash',
} as const satisfies Record<ReturnType<typeof toLook>, IconName>

/** How a check is shown; where a fault decided, it is not the request that failed. */
export function toLook({ outcome, faults }: Pick<Explanation['checks'][number], 'outcome' | 'faults'>) {
  if (outcome === 'not reached') return 'not-reached'
  return faults.length > 0 ? 'applied' : outcome
}

/** The request as it was received, with its query and its UserSig read. */
export function RequestTab({ exchange }: { readonly exchange: Exchange }) {
  const explanation = useExplanation(exchange)
  const [path = '', query = ''] = exchange.target.split(/\?(.*)/s, 2)
  const checkOf = (name: string) => explanation?.checks.find(check => check.name.toLowerCase() === name.toLowerCase())
  return (
    <>
      <pre class="code wrap">
        {exchange.method} {path}
      </pre>
      <section>
        <h3>Query</h3>
        <Facts
          rows={[...new URLSearchParams(query)].map(([name, value]) => {
            const check = checkOf(name)
            return [
              name,
              <>
                <code>{value}</code>
                {check && check.outcome !== 'not reached' && (
                  <span class={`fact-note ${check.outcome === 'failed' ? 'refused' : 'muted'}`}>
                    <Icon name={outcomeIcons[toLook(check)]} /> {check.text}
                  </span>
                )}
              </>,
            ]
          })}
        />
      </section>
      {explanation?.userSig && <UserSigSection userSig={explanation.userSig} />}
      {exchange.unreadable === undefined ? (
        <Body title="Body" text={exchange.body} />
      ) : (
        <p class="note">The body could not be read: {exchange.unreadable}.</p>
      )}
    </>
  )
}

/** What the UserSig of a request claims, and what is wrong with it. */
function UserSigSection({ userSig: { claims, findings } }: { readonly userSig: NonNullable<Explanation['userSig']> }) {
  return (
    <section>
      <h3>UserSig</h3>
      {findings.map(({ code, severity, text, fix }) => (
        <p key={code} class="sig-finding">
          <Icon
            name={severity === 'error' ? 'failed' : 'warning'}
            class={severity === 'error' ? 'failed' : 'refused'}
          />
          <span>
            {text} {fix}
          </span>
        </p>
      ))}
      {claims ? (
        <Facts
          rows={[
            ['identifier', claims.identifier],
            ['SDKAppID', `${claims.sdkAppId}`],
            ['signed at', formatInstant(claims.time)],
            ['valid until', `${formatInstant(claims.time + claims.expire)} (${formatDuration(claims.expire * 1_000)})`],
          ]}
        />
      ) : (
        <p class="muted">It cannot be read.</p>
      )}
    </section>
  )
}

/** A time in Unix seconds with its day. */
const formatInstant = (seconds: number): string =>
  `${formatDay(seconds * 1_000)}, ${formatTime(seconds * 1_000, false)}`

/** The reply as it was sent, and what faults did to it. */
export function ResponseTab({ exchange }: { readonly exchange: Exchange }) {
  const { status, drop, delay, failureModes, faults, tolerated } = exchange
  return (
    <>
      <Facts
        rows={[
          ['HTTP status', <code key="status">{status}</code>],
          ...(drop === undefined ? [] : [['Connection', `reset ${drop} the reply`] as const]),
          ...(delay > 0 ? [['Delayed', formatTook(delay)] as const] : []),
          ...(faults.length > 0 ? [['Faults', `${faults.join(', ')} (${failureModes.join(', ')})`] as const] : []),
          ...(tolerated.length > 0 ? [['Tolerated', tolerated.join(' ')] as const] : []),
        ]}
      />
      <Body title="Body" text={exchange.reply} />
    </>
  )
}

const toQuoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The request as a line for a shell, with a new UserSig where the emulator can create one. */
export async function toCurl(exchange: Exchange): Promise<string> {
  let { target } = exchange
  const { sdkAppId, identifier, method, body } = exchange
  if (canAct.value && sdkAppId !== undefined && identifier !== undefined && /usersig=/i.test(target)) {
    const made = await request('UserSig', 'usersig', { query: { sdkAppId, identifier } }).catch(() => undefined)
    if (made) target = target.replace(/(usersig=)[^&]*/i, `$1${encodeURIComponent(made.userSig)}`)
  }
  const base = source.value === 'live' ? location.origin : 'http://127.0.0.1:2255'
  const headers = exchange.test === undefined ? [] : [`-H ${toQuoted(`X-Ringback-Test: ${exchange.test}`)}`]
  const data = body === '' ? [] : [`-d ${toQuoted(body)}`]
  const verb = method === 'POST' && body !== '' ? [] : [`-X ${method}`]
  return ['curl -s', ...verb, toQuoted(base + target), ...headers, ...data].join(' ')
}

/** The request as a line for a shell. */
export function CurlTab({ exchange }: { readonly exchange: Exchange }) {
  const line = useSignal('')
  useEffect(() => {
    void toCurl(exchange).then(text => void (line.value = text))
  }, [exchange])
  return (
    <section>
      <div class="row">
        <h3>As curl</h3>
        <span class="space" />
        <CopyButton text={() => line.value} />
      </div>
      <pre class="code wrap" tabIndex={0}>
        {line.value}
      </pre>
      <p class="muted">
        {canAct.value ? 'The UserSig is new: the journal keeps no complete one.' : 'The UserSig is masked.'}
      </p>
    </section>
  )
}
