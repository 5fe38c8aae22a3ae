import { useSignal } from '@preact/signals'
import type { ActionName, Call as EngineCall, Member } from '../call/call.ts'
import { findAllowedActions } from '../call/transition.ts'
import { actOnCall } from './actions.ts'
import { StateChip, toShortCommand } from './callbacks.tsx'
import { FilterBox } from './filter-box.tsx'
import { filteredCalls } from './filters.ts'
import { formatDuration } from './format.ts'
import { toShortId } from './links.tsx'
import { type Column, ListView, QuickFilters } from './list-view.tsx'
import { Facts, PaneButton } from './pane.tsx'
import { Chip, Empty, Icon, ReplyChip, Time } from './parts.tsx'
import { linkTo, navigate, route } from './router.ts'
import { type Call, toCommandLabel } from './run.ts'
import { StartCall, toUsers } from './start-call.tsx'
import { callbacks, calls, canAct, exchanges, findCall, now } from './store.ts'

/** The state of a call in a word: ringing, in call, or how it ended. */
const toStateText = (call: Call): string =>
  call.outcome ??
  (call.members.some(({ state }) => state === 'ringing') && call.answeredAt === null ? 'ringing' : 'in call')

/** The state of a call as a chip. */
export const CallChip = ({ call }: { readonly call: Call }) => (
  <Chip tone={call.state === 'live' ? 'ok' : 'neutral'} icon={call.state === 'live' ? 'ok' : 'dash'}>
    {toStateText(call)}
  </Chip>
)

/** How long a call has lasted; for a live one until now. */
const Lasted = ({ call }: { readonly call: Call }) => (
  <>{formatDuration(Math.max(0, (call.end ?? now.value) - call.start))}</>
)

const columns: readonly Column<Call>[] = [
  {
    head: 'Call',
    class: 'col-command mono',
    cell: one => (
      <a href={linkTo(`/calls/${encodeURIComponent(one.id)}`)} title={one.id}>
        {toShortId(one.id)}
      </a>
    ),
  },
  { head: 'Started', class: 'col-time', cell: one => <Time time={one.start} /> },
  { head: 'State', class: 'col-state', cell: one => <CallChip call={one} /> },
  { head: 'From', class: 'col-from', cell: one => one.from },
  {
    head: 'Members',
    class: 'col-call col-members',
    cell: one => one.everyone.filter(user => user !== one.from).join(', '),
  },
  { head: 'Media', class: 'col-media', isSpare: true, cell: one => one.media },
  { head: 'Lasted', class: 'right number col-lasted', cell: one => <Lasted call={one} /> },
]

/** The view of the calls: a list with a filter, and the detail of the selected one. */
export function CallsView() {
  const isStarting = useSignal(false)
  const [id] = route.value.path
  const selected = id === undefined ? undefined : findCall(id)
  const all = calls.value
  const start = () => void (isStarting.value = true)
  const live = all.filter(({ state }) => state === 'live').length
  return (
    <>
      <ListView
        path="/calls"
        noun="call"
        items={filteredCalls.value}
        total={all.length}
        columns={columns}
        toId={one => one.id}
        toTime={one => one.start}
        selected={selected}
        bar={
          <>
            <FilterBox kind="calls" />
            <QuickFilters
              options={[
                { label: 'All', q: '', count: all.length },
                { label: 'Live', q: 'state:live', count: live },
                { label: 'Ended', q: 'state:ended', count: all.length - live },
              ]}
            />
            <span class="space" />
            {canAct.value && (
              <button type="button" class="button" aria-label="Start a call" onClick={start}>
                <Icon name="phone" /> <span class="label">Start a call</span>
              </button>
            )}
          </>
        }
        empty={
          <Empty
            icon="calls"
            title="No calls yet"
            command={`curl -s -X POST ${new URL('calls', new URL('.', location.href))} -d '{"from":"alice","to":["bob"]}'`}
          >
            <p>A call starts by the scenario, by start_call_by_robot, by the admin API, or here.</p>
            {canAct.value && (
              <button type="button" class="button primary" onClick={start}>
                Start a call
              </button>
            )}
          </Empty>
        }
        detail={id === undefined ? undefined : <CallDetail id={id} onClose={() => navigate('/calls')} />}
      />
      {isStarting.value && <StartCall onClose={() => void (isStarting.value = false)} />}
    </>
  )
}

/** A call of the admin API as the engine knows it, as far as the possible actions depend on it. */
function toEngineCall(call: Call): EngineCall {
  const members: readonly Member[] = call.members.map(member =>
    member.state === 'talking'
      ? { user: member.user, state: 'talking' }
      : {
          user: member.user,
          state: 'ringing',
          until: member.ringsUntil === null ? Number.POSITIVE_INFINITY : Date.parse(member.ringsUntil),
        },
  )
  return {
    id: call.id,
    media: call.media,
    room: undefined,
    group: undefined,
    caller: call.from,
    ring: 0,
    members,
    everyone: call.everyone,
    startedAt: call.start,
    answeredAt: call.answeredAt === null ? undefined : Date.parse(call.answeredAt),
    ending: call.outcome === null ? undefined : { at: call.end ?? 0, outcome: call.outcome, left: [] },
  }
}

const actionLabels: { readonly [Name in ActionName]: string } = {
  answer: 'Answer',
  reject: 'Reject',
  busy: 'Busy',
  hangup: 'Hang up',
  offline: 'Offline',
  join: 'Join',
  invite: 'Invite',
  'cancel-invite': 'Cancel invitation',
  cancel: 'Cancel',
  interrupt: 'Interrupt',
  end: 'End call',
}

/** A call with its members and what is possible now; `onClose` closes the pane, if it can be closed. */
export function CallDetail({ id, onClose }: { readonly id: string; readonly onClose?: (() => void) | undefined }) {
  const call = findCall(id)
  if (!call) {
    return (
      <div class="detail">
        <p class="detail-missing muted">Unknown call {id}: it has not started yet, or is not kept any more.</p>
      </div>
    )
  }
  const isLive = call.state === 'live'
  const allowed = isLive ? findAllowedActions(toEngineCall(call), now.value) : undefined
  const requests = exchanges.value.filter(({ callId, sdkAppId }) => callId === call.id && sdkAppId === call.app)
  const sent = callbacks.value.filter(one => one.call === call.id)
  return (
    <article class="detail" aria-label={`Call ${toShortId(call.id)}`}>
      <header class="detail-head">
        <div class="row">
          <h2 class="mono-title" title={call.id}>
            {toShortId(call.id)}
          </h2>
          <CallChip call={call} />
          <span class="space" />
          <a class="button ghost small" href={linkTo('/timeline', { call: call.id })}>
            Timeline
          </a>
          {onClose && <PaneButton icon="close" label="Close" run={onClose} />}
        </div>
        <p class="meta">
          <Time time={call.start} />
          <span>
            {call.from} → {formatUsers(call.everyone.filter(user => user !== call.from))}
          </span>
          <span>{call.media}</span>
          <span>
            <Lasted call={call} />
          </span>
        </p>
        {allowed && canAct.value && (
          <div class="row actions">
            {allowed.call.map(does => (
              <button
                key={does}
                type="button"
                class={`button ${does === 'end' ? 'danger' : ''}`}
                onClick={() => void actOnCall(call, does)}
              >
                {actionLabels[does]}
              </button>
            ))}
          </div>
        )}
      </header>
      <div class="detail-body" tabIndex={0} role="region" aria-label="Details of the call">
        <section>
          <h3>Members</h3>
          <ul class="members">
            {call.members.map(member => (
              <li key={member.user} class="row">
                <span class="member-name ellipsis">
                  {member.user}
                  {member.user === call.from && <span class="muted"> (caller)</span>}
                </span>
                <Chip
                  tone={member.state === 'talking' ? 'ok' : 'callback'}
                  icon={member.state === 'talking' ? 'ok' : 'dash'}
                >
                  {member.state === 'talking' ? 'in call' : 'ringing'}
                </Chip>
                {member.state === 'ringing' && member.ringsUntil !== null && (
                  <span class="muted">
                    until <Time time={Date.parse(member.ringsUntil)} precise={false} />
                  </span>
                )}
                <span class="space" />
                {canAct.value &&
                  allowed?.members
                    .find(one => one.user === member.user)
                    ?.actions.map(does => (
                      <button
                        key={does}
                        type="button"
                        class={`button small ${does === 'answer' ? 'primary' : ''}`}
                        aria-label={`${actionLabels[does]}: ${member.user}`}
                        onClick={() =>
                          void actOnCall(
                            call,
                            does,
                            does === 'cancel-invite' ? { users: [member.user] } : { user: member.user },
                          )
                        }
                      >
                        {actionLabels[does]}
                      </button>
                    ))}
              </li>
            ))}
            {call.members.length === 0 && <li class="muted">None: the call has ended.</li>}
          </ul>
          {isLive && canAct.value && <Invite call={call} />}
        </section>
        <Facts
          rows={[
            ['CallId', <code key="id">{call.id}</code>],
            [
              'Room',
              call.room === null ? 'none' : `${call.room} (${typeof call.room === 'number' ? 'number' : 'text'})`,
            ],
            ['Group', call.group ?? 'none'],
            ['Answered', call.answeredAt === null ? 'no' : <Time key="answered" time={Date.parse(call.answeredAt)} />],
            ...(call.end === undefined ? [] : [['Ended', <Time key="ended" time={call.end} />] as const]),
          ]}
        />
        <section>
          <h3>What happened</h3>
          <ol class="lines">
            {call.events.map((event, index) => (
              <li key={index}>
                <Time time={Date.parse(event.at)} /> {event.user === undefined ? '' : `${event.user} `}
                {event.what}
                {event.outcome === undefined ? '' : `: ${event.outcome}`}
              </li>
            ))}
          </ol>
        </section>
        <section>
          <h3>Requests</h3>
          {requests.length === 0 ? (
            <p class="muted">None names this call.</p>
          ) : (
            <ul class="lines">
              {requests.slice(-20).map(one => (
                <li key={one.position} class="row">
                  <a class="number" href={linkTo(`/requests/${one.position}`)}>
                    #{one.position}
                  </a>
                  <Time time={one.time} /> {toCommandLabel(one)} <span class="space" />
                  <ReplyChip exchange={one} />
                </li>
              ))}
            </ul>
          )}
          {requests.length > 20 && (
            <p>
              <a href={linkTo('/requests', { q: `call:${call.id}` })}>All {requests.length} requests</a>
            </p>
          )}
        </section>
        {sent.length > 0 && (
          <section>
            <h3>Callbacks</h3>
            <ul class="lines">
              {sent.slice(-20).map(one => (
                <li key={one.position} class="row">
                  <a class="number" href={linkTo(`/callbacks/${one.position}`)}>
                    #{one.position}
                  </a>
                  <Time time={one.time} /> {toShortCommand(one.command)} <span class="space" />
                  <StateChip callback={one} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </article>
  )
}

const formatUsers = (users: readonly string[]): string =>
  users.length > 3 ? `${users.slice(0, 2).join(', ')} and ${users.length - 2} others` : users.join(', ')

function Invite({ call }: { readonly call: Call }) {
  const text = useSignal('')
  const users = toUsers(text.value)
  const submit = async (verb: 'invite' | 'join') => {
    if (users.length === 0) return
    const done = await (verb === 'invite'
      ? actOnCall(call, 'invite', { users })
      : actOnCall(call, 'join', { user: users[0] ?? '' }))
    if (done) text.value = ''
  }
  return (
    <form
      class="row invite"
      onSubmit={event => {
        event.preventDefault()
        void submit('invite')
      }}
    >
      <input
        class="input"
        aria-label="Users to invite"
        placeholder="user6, user7"
        value={text.value}
        onInput={event => void (text.value = event.currentTarget.value)}
      />
      <button type="submit" class="button" disabled={users.length === 0}>
        Invite
      </button>
      <button type="button" class="button" disabled={users.length !== 1} onClick={() => void submit('join')}>
        Join
      </button>
    </form>
  )
}
