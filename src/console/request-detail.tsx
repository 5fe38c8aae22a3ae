import { resend } from './actions.ts'
import { Draft } from './draft.tsx'
import { filteredExchanges } from './filters.ts'
import { formatDay, formatTime, formatTook } from './format.ts'
import { useShortcuts } from './keys.ts'
import { CallLink, FaultLinks, toShortId } from './links.tsx'
import { findings, type RuleFinding, useExplanation, useReport } from './on-demand.ts'
import { PaneButton } from './pane.tsx'
import { Chip, copy, Icon, Key, ReplyChip, Tabs, Time } from './parts.tsx'
import { CurlTab, outcomeIcons, RequestTab, ResponseTab, toCurl, toLook } from './request-tabs.tsx'
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
  useShortcuts([
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
  ])
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
