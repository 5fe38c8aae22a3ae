import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { resend } from './actions.ts'
import { request } from './api.ts'
import { Draft } from './draft.tsx'
import { filteredExchanges } from './filters.ts'
import { formatDay, formatDuration, formatTime, formatTook } from './format.ts'
import { useShortcuts } from './keys.ts'
import { CallLink, FaultLinks, toShortId } from './links.tsx'
import { type Explanation, findings, type RuleFinding, useExplanation, useReport } from './on-demand.ts'
import { Body, Facts, PaneButton } from './pane.tsx'
import { Chip, CopyButton, copy, Icon, type IconName, Key, ReplyChip, Tabs, Time } from './parts.tsx'
import { linkTo, navigate, route, setQuery, showItem } from './router.ts'
import { type Exchange, toCommandLabel } from './run.ts'
import { canAct, exchanges, findExchange, source } from './store.ts'

const tabs = ['overview', 'request', 'response', 'findings', 'curl'] as const
type Tab = (typeof tabs)[number]

/** A request with everything about it; `onClose` closes the pane, if it can be closed. */
export function RequestDetail({ id, onClose }: { readonly id: string; readonly onClose?: (() => void) | undefined }) {
  useReport()
  if (id === 'new') return <Draft onClose={onClose} />
  const exchange = findExchange(id)
  if (!exchange) {
    return (
      <div class="detail">
        <p class="detail-missing muted">Request {id} is not kept any more.</p>
      </div>
    )
  }
  return <Detail exchange={exchange} onClose={onClose} />
}

function Detail({ exchange, onClose }: { readonly exchange: Exchange; readonly onClose?: (() => void) | undefined }) {
  const { position } = exchange
  const path = `/requests/${position}`
  const isDraft = route.value.path[1] === 'edit'
  const tab = tabs.find(name => name === route.value.query.tab) ?? 'overview'
  const found = findings.value.get(position) ?? []
  const neighbour = (step: number) => {
    const list = filteredExchanges.value
    const next = list[list.indexOf(exchange) + step]
    if (next) showItem('request', next.position, { replace: true })
  }
  const onCall = (step: number) => {
    const list = exchanges.value.filter(({ callId }) => callId === exchange.callId)
    const next = list[list.indexOf(exchange) + step]
    if (next) showItem('request', next.position, { replace: true })
  }
  const resendNow = () =>
    void resend({ from: exchange.id, sign: 'fresh' }).then(sent => {
      if (sent) showItem('request', sent.exchange.position)
    })
  const copyCurl = () => void toCurl(exchange).then(text => copy(text, 'Copied as curl, with a new UserSig'))
  useShortcuts(
    [
      { keys: 'r', does: 'resend', group: 'Request', run: resendNow },
      { keys: 'e', does: 'edit and resend', group: 'Request', run: () => canAct.value && navigate(`${path}/edit`) },
      { keys: 'c', does: 'copy as curl', group: 'Request', run: copyCurl },
      { keys: 'y', does: 'copy the link', group: 'Request', run: () => void copy(location.href, 'Link copied') },
      // The timeline has these keys for all that it shows.
      ...(route.value.view === 'timeline'
        ? []
        : [
            { keys: '[', does: 'previous request of this call', group: 'Request', run: () => onCall(-1) },
            { keys: ']', does: 'next request of this call', group: 'Request', run: () => onCall(1) },
          ]),
    ],
    [exchange],
  )
  return (
    <article class="detail" aria-label={`Request ${position}`}>
      <header class="detail-head">
        <div class="row">
          <h2>
            <span class="muted number">#{position}</span> {toCommandLabel(exchange)}
          </h2>
          <ReplyChip exchange={exchange} />
          <span class="space" />
          <PaneButton icon="up" label="Previous" run={() => neighbour(-1)} />
          <PaneButton icon="down" label="Next" run={() => neighbour(1)} />
          {onClose && <PaneButton icon="close" label="Close" run={onClose} />}
        </div>
        <Meta exchange={exchange} />
        {source.value === 'live' && (
          <div class="row actions">
            <button type="button" class="button primary" disabled={!canAct.value} onClick={resendNow}>
              Resend <Key>r</Key>
            </button>
            <a class="button" href={linkTo(`${path}/edit`)} aria-current={isDraft ? 'true' : undefined}>
              Edit and resend <Key>e</Key>
            </a>
            <button type="button" class="button" onClick={copyCurl}>
              Copy as curl <Key>c</Key>
            </button>
          </div>
        )}
      </header>
      {isDraft ? (
        <Draft exchange={exchange} />
      ) : (
        <>
          <Tabs<Tab>
            label="Parts of the request"
            selected={tab}
            onSelect={name => setQuery({ tab: name === 'overview' ? undefined : name })}
            tabs={[
              { name: 'overview', label: 'Overview' },
              { name: 'request', label: 'Request' },
              { name: 'response', label: 'Response' },
              {
                name: 'findings',
                label: <>Findings {found.length > 0 && <span class="number">{found.length}</span>}</>,
              },
              { name: 'curl', label: 'curl' },
            ]}
          />
          <div class="detail-body" role="tabpanel" aria-label={tab} tabIndex={0} key={tab}>
            {tab === 'overview' && <Overview exchange={exchange} found={found} />}
            {tab === 'request' && <RequestTab exchange={exchange} />}
            {tab === 'response' && <ResponseTab exchange={exchange} />}
            {tab === 'findings' && <Findings found={found} />}
            {tab === 'curl' && <CurlTab exchange={exchange} />}
          </div>
        </>
      )}
    </article>
  )
}

function Meta({ exchange }: { readonly exchange: Exchange }) {
  const { time, receivedAt, took, identifier, callId, test, traceparent } = exchange
  return (
    <p class="meta">
      <Time time={time} />
      {receivedAt !== undefined && (
        <span title={formatDay(receivedAt)}>
          wall <span class="number">{formatTime(receivedAt)}</span>
        </span>
      )}
      {took !== undefined && (
        <span>
          took <span class="number">{formatTook(took)}</span>
        </span>
      )}
      {identifier !== undefined && <span>by {identifier}</span>}
      {callId !== undefined && (
        <span>
          call <CallLink id={callId} />
        </span>
      )}
      {test !== undefined && <span>test “{test}”</span>}
      {traceparent !== undefined && <span title={traceparent}>trace {traceparent.slice(3, 11)}…</span>}
    </p>
  )
}

const outcomeIcons = {
  passed: 'check',
  failed: 'x',
  tolerated: 'warning',
  applied: 'bolt',
  'not-reached': 'dash',
} as const satisfies Record<ReturnType<typeof toLook>, IconName>

/** How a check is shown; where a fault decided, it is not the request that failed. */
function toLook({ outcome, faults }: Pick<Explanation['checks'][number], 'outcome' | 'faults'>) {
  if (outcome === 'not reached') return 'not-reached'
  return faults.length > 0 ? 'applied' : outcome
}

function Overview({ exchange, found }: { readonly exchange: Exchange; readonly found: readonly RuleFinding[] }) {
  const explanation = useExplanation(exchange)
  if (!explanation) return <p class="muted">Loading the explanation…</p>
  const { summary, checks, decidedBy, call, error } = explanation
  const { events, endedAt, callId } = exchange
  return (
    <>
      <div class="note why">
        <h3>Why this reply</h3>
        <p>
          <FaultLinks text={summary} faults={exchange.faults} />
        </p>
      </div>
      <ul class="checks" aria-label="Checks in the order in which they are made">
        {checks.map(check => (
          <li key={check.name} class={`${toLook(check)} ${check.name === decidedBy ? 'decided' : ''}`}>
            <Icon name={outcomeIcons[toLook(check)]} />
            <span class="check-name">{check.name}</span>
            <span class="check-text">
              {check.outcome !== 'not reached' && <span class="hidden-label">{check.outcome}: </span>}
              {check.outcome === 'not reached' ? 'not reached' : <FaultLinks text={check.text} faults={check.faults} />}
              {check.received !== null && check.outcome === 'failed' && <code class="received">{check.received}</code>}
            </span>
          </li>
        ))}
      </ul>
      <section>
        <h3>What changed</h3>
        {events.length === 0 ? (
          <p>
            Nothing.
            {endedAt !== undefined && (
              <>
                {' '}
                The call <CallLink id={callId} /> had ended at <Time time={endedAt} />.
              </>
            )}
            {call?.state === 'unknown' && <> The call {toShortId(call.id)} did not exist.</>}
          </p>
        ) : (
          <ul class="lines">
            {events.map((event, index) => (
              <li key={index}>
                <Time time={event.at} /> <CallLink id={event.call} /> {event.what}
                {event.user === undefined ? '' : `: ${event.user}`}
                {event.outcome === undefined ? '' : `: ${event.outcome}`}
              </li>
            ))}
          </ul>
        )}
      </section>
      {error && (
        <section>
          <h3>About {error.code}</h3>
          <p>
            {error.meaning} {retryTexts[error.retry]}{' '}
            {error.page !== null && (
              <a href={error.page} target="_blank" rel="noreferrer">
                Documentation
              </a>
            )}
          </p>
        </section>
      )}
      {found.length > 0 && <Findings found={found} />}
    </>
  )
}

const retryTexts = {
  immediate: 'A client may retry at once.',
  backoff: 'A client retries after a pause.',
  never: 'The same request fails again: fix it first.',
} as const

function RequestTab({ exchange }: { readonly exchange: Exchange }) {
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

function ResponseTab({ exchange }: { readonly exchange: Exchange }) {
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

function Findings({ found }: { readonly found: readonly RuleFinding[] }) {
  if (found.length === 0) return <p class="muted">This request violates no rule.</p>
  return (
    <>
      {found.map(({ rule, finding }) => (
        <section class="card finding" key={`${rule.id} ${finding.message}`}>
          <div class="card-body">
            <p class="row">
              <Chip
                tone={rule.severity === 'error' ? 'failed' : 'refused'}
                icon={rule.severity === 'error' ? 'failed' : 'warning'}
              >
                {rule.severity === 'error' ? 'Error' : 'Warning'}
              </Chip>
              <a href={linkTo(`/report/${rule.id}`)}>{rule.id}</a>
              {finding.knownIssue && <Chip tone="neutral">known issue</Chip>}
            </p>
            <h3 class="strong">{finding.message}</h3>
            <p class="muted">{rule.reason}</p>
            <p>{rule.fix}</p>
            {rule.page !== null && (
              <p>
                <a href={rule.page} target="_blank" rel="noreferrer">
                  Documentation
                </a>
              </p>
            )}
          </div>
        </section>
      ))}
    </>
  )
}

const toQuoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The request as a line for a shell, with a new UserSig where the emulator can create one. */
async function toCurl(exchange: Exchange): Promise<string> {
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

function CurlTab({ exchange }: { readonly exchange: Exchange }) {
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
