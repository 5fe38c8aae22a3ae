import { redeliver, redeliverFrom } from './actions.ts'
import { FilterBox } from './filter-box.tsx'
import { filteredCallbacks } from './filters.ts'
import { formatTook } from './format.ts'
import { useShortcuts } from './keys.ts'
import { CallLink } from './links.tsx'
import { type Column, ListView, QuickFilters } from './list-view.tsx'
import { Body, Facts, PaneButton } from './pane.tsx'
import { Chip, Empty, Icon, Json, Key, Tabs, Time, type Tone } from './parts.tsx'
import { Redelivery } from './redelivery.tsx'
import { linkTo, navigate, route, setQuery, showItem } from './router.ts'
import type { Callback } from './run.ts'
import { app, apps, callbacks, canAct, findCallback, source } from './store.ts'

const tones: { readonly [State in Callback['state']]: Tone } = {
  waiting: 'neutral',
  sending: 'callback',
  delivered: 'ok',
  failed: 'failed',
  dropped: 'refused',
}

const icons = {
  waiting: 'dash',
  sending: 'callback',
  delivered: 'ok',
  failed: 'x',
  dropped: 'refused',
} as const

/** The state of a callback as a chip. */
export const StateChip = ({ callback: { state, attempts } }: { readonly callback: Callback }) => (
  <Chip tone={tones[state]} icon={icons[state]}>
    {state}
    {state === 'waiting' && attempts.length > 0 && ' to retry'}
  </Chip>
)

/** The name of a callback without what all names begin with. */
export const toShortCommand = (command: string): string => command.replace('Call.Callback', '')

const columns: readonly Column<Callback>[] = [
  {
    head: '#',
    class: 'right number col-position',
    cell: one => <a href={linkTo(`/callbacks/${one.position}`)}>{one.position}</a>,
  },
  { head: 'Time', class: 'col-time', cell: one => <Time time={one.time} /> },
  { head: 'Callback', class: 'col-command', cell: one => toShortCommand(one.command) },
  { head: 'Call', class: 'col-call', cell: one => <CallLink id={one.call} /> },
  { head: 'State', class: 'col-state', cell: one => <StateChip callback={one} /> },
  { head: 'Attempts', class: 'right number col-count', cell: one => one.attempts.length },
  {
    head: 'Receiver',
    class: 'col-notes',
    cell: one => (
      <>
        {one.faults.map(fault => (
          <Chip key={fault} tone="fault" icon="bolt">
            {fault}
          </Chip>
        ))}{' '}
        <span class="muted">{one.reason ?? one.url}</span>
      </>
    ),
  },
]

/** The view of the callbacks: a list with a filter, and the detail of the selected one. */
export function CallbacksView() {
  const [id] = route.value.path
  const selected = id === undefined ? undefined : findCallback(id)
  const all = callbacks.value
  const close = () => navigate('/callbacks')
  const countOf = (state: Callback['state']) => all.filter(one => one.state === state).length
  return (
    <ListView
      path="/callbacks"
      noun="callback"
      items={filteredCallbacks.value}
      total={all.length}
      columns={columns}
      toId={({ position }) => `${position}`}
      toTime={({ time }) => time}
      selected={selected}
      bar={
        <>
          <FilterBox kind="callbacks" />
          <QuickFilters
            options={[
              { label: 'All', q: '', count: all.length },
              { label: 'Failed', q: 'state:failed', count: countOf('failed') },
              { label: 'Waiting', q: 'state:waiting', count: countOf('waiting') },
            ]}
          />
        </>
      }
      empty={<NoCallbacks />}
      detail={id === undefined ? undefined : <CallbackDetail id={id} onClose={close} />}
    />
  )
}

function NoCallbacks() {
  const callback = app.value?.callback
  const isSet = callback?.url != null && callback.commands.length > 0
  return (
    <Empty icon="callbacks" title="No callbacks yet">
      {isSet ? (
        <p>They are sent to {callback.url} when a call starts, ends or its members change. Start a call to see one.</p>
      ) : (
        <>
          <p>This application has no callback URL. Set one in the scenario, or by a request:</p>
          {canAct.value && (
            <a class="button primary" href={linkTo('/requests/new', { command: 'set_callback' })}>
              Send set_callback
            </a>
          )}
        </>
      )}
    </Empty>
  )
}

const tabs = ['overview', 'body', 'redeliver'] as const
type Tab = (typeof tabs)[number]

/** A callback with every attempt; `onClose` closes the pane, if it can be closed. */
export function CallbackDetail({ id, onClose }: { readonly id: string; readonly onClose?: (() => void) | undefined }) {
  const callback = findCallback(id)
  const isSettled = callback?.state !== 'waiting' && callback?.state !== 'sending'
  const sendAgain = () => callback && isSettled && void redeliver(callback.id, {})
  useShortcuts([{ keys: 'r', does: 'redeliver', group: 'Callback', run: sendAgain }])
  if (!callback) {
    return (
      <div class="detail">
        <p class="detail-missing muted">Callback {id} is not kept any more.</p>
      </div>
    )
  }
  const { position, command, time, call, app: sdkAppId } = callback
  const tab = tabs.find(name => name === route.value.query.tab) ?? 'overview'
  const neighbour = (step: number) => {
    const list = filteredCallbacks.value
    const next = list[list.indexOf(callback) + step]
    if (next) showItem('callback', next.position, { replace: true })
  }
  return (
    <article class="detail" aria-label={`Callback ${position}`}>
      <header class="detail-head">
        <div class="row">
          <h2>
            <span class="muted number">#{position}</span> {toShortCommand(command)}
          </h2>
          <StateChip callback={callback} />
          <span class="space" />
          <PaneButton icon="up" label="Previous" run={() => neighbour(-1)} />
          <PaneButton icon="down" label="Next" run={() => neighbour(1)} />
          {onClose && <PaneButton icon="close" label="Close" run={onClose} />}
        </div>
        <p class="meta">
          <Time time={time} />
          <span>
            call <CallLink id={call} />
          </span>
          <span>application {sdkAppId}</span>
        </p>
        {source.value === 'live' && (
          <div class="row actions">
            <button type="button" class="button primary" disabled={!canAct.value || !isSettled} onClick={sendAgain}>
              Redeliver <Key>r</Key>
            </button>
            <button
              type="button"
              class="button"
              disabled={!canAct.value}
              onClick={() => void redeliverFrom(position, sdkAppId)}
              title="Sends this callback and all later ones again"
            >
              Redeliver all from here
            </button>
          </div>
        )}
      </header>
      <Tabs<Tab>
        label="Parts of the callback"
        selected={tab}
        onSelect={name => setQuery({ tab: name === 'overview' ? undefined : name })}
        tabs={[
          { name: 'overview', label: 'Overview' },
          { name: 'body', label: 'Body' },
          ...(source.value === 'live' ? [{ name: 'redeliver' as const, label: 'Edit and redeliver' }] : []),
        ]}
      />
      <div class="detail-body" role="tabpanel" aria-label={tab} tabIndex={0} key={tab}>
        {tab === 'overview' && <Overview callback={callback} />}
        {tab === 'body' && <Body title="Body" text={JSON.stringify(callback.body)} />}
        {tab === 'redeliver' && <Redelivery callback={callback} isSettled={isSettled} />}
      </div>
    </article>
  )
}

function Overview({ callback }: { readonly callback: Callback }) {
  const { attempts, reason, state, faults } = callback
  return (
    <>
      {reason !== null && (
        <div class="note why">
          <h3>
            {state === 'delivered' ? 'About the answer' : state === 'dropped' ? 'Why it was dropped' : 'What is wrong'}
          </h3>
          <p>{reason}</p>
        </div>
      )}
      {faults.length > 0 && (
        <p class="row">
          {faults.map(fault => (
            <a key={fault} href={linkTo('/scenario/faults', { fault })}>
              <Chip tone="fault" icon="bolt">
                {fault}
              </Chip>
            </a>
          ))}
          <span class="muted">changed how it was sent.</span>
        </p>
      )}
      <section>
        <h3>Attempts</h3>
        {attempts.length === 0 ? (
          <p class="muted">It has not been sent yet.</p>
        ) : (
          <ol class="attempts">
            {attempts.map((attempt, index) => (
              <Attempt key={index} attempt={attempt} number={index + 1} />
            ))}
          </ol>
        )}
      </section>
      <Signature callback={callback} />
    </>
  )
}

function Attempt({ attempt, number }: { readonly attempt: Callback['attempts'][number]; readonly number: number }) {
  const { at, status, answer, reason, took, target, sent } = attempt
  const isFine = status === 200
  return (
    <li class="card">
      <details open={number === 1 || !isFine}>
        <summary class="row">
          <Icon name={isFine ? 'ok' : 'x'} class={isFine ? 'ok' : 'failed'} />
          <b class="number">{number}</b>
          <Time time={Date.parse(at)} />
          <Chip tone={isFine ? 'ok' : 'failed'} code={status === null ? undefined : `${status}`}>
            {status === null ? 'no answer' : isFine ? 'OK' : 'HTTP status'}
          </Chip>
          <span class="space" />
          <span class="number muted">{formatTook(took)}</span>
        </summary>
        <div class="card-body">
          {reason !== null && <p class="refused">{reason}</p>}
          <h3>Sent to</h3>
          <pre class="code wrap">{toReadable(target)}</pre>
          {sent !== undefined && (
            <>
              <h3>Sent body, changed</h3>
              <Json text={sent} />
            </>
          )}
          {answer !== null && answer !== '' && (
            <>
              <h3>Answer</h3>
              <Json text={answer} />
            </>
          )}
        </div>
      </details>
    </li>
  )
}

/** A URL with each parameter on a line of its own. */
const toReadable = (url: string): string => url.replace('?', '\n  ?').replaceAll('&', '\n  &')

/** How the signature of the latest attempt is computed. */
function Signature({ callback: { attempts, app: sdkAppId } }: { readonly callback: Callback }) {
  const target = attempts.at(-1)?.target
  if (target === undefined) return null
  const query = new URLSearchParams(target.split(/\?(.*)/s, 2)[1] ?? '')
  const [sign, time] = [query.get('Sign'), query.get('RequestTime')]
  const token = apps.value.find(one => one.sdkAppId === sdkAppId)?.callback.token
  if (sign === null || time === null) {
    return (
      <section>
        <h3>Signature</h3>
        <p class="muted">Not signed: the application has no callback token.</p>
      </section>
    )
  }
  return (
    <section>
      <h3>Signature</h3>
      <Facts
        rows={[
          ['RequestTime', <code key="time">{time}</code>],
          ['Sign', <code key="sign">{sign}</code>],
          ['Computed as', <code key="rule">SHA-256(token + RequestTime), in hexadecimal</code>],
          [
            'Check it',
            <code key="line">
              printf '%s' '{token ?? 'TOKEN'}
              {time}' | sha256sum
            </code>,
          ],
        ]}
      />
      <p class="muted">
        RequestTime is in Unix seconds.{' '}
        <a href="https://trtc.io/document/34354" target="_blank" rel="noreferrer">
          Documentation
        </a>
      </p>
    </section>
  )
}
