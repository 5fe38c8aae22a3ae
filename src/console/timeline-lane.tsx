import type { ComponentChildren } from 'preact'
import { formatDuration, formatTime } from './format.ts'
import { Icon, shapeOf } from './parts.tsx'
import { linkTo, route } from './router.ts'
import { type Due, toCommandLabel, toReplyText } from './run.ts'
import { cursor, now } from './store.ts'
import {
  type CallbackPoint,
  type Lane,
  type MemberLane,
  type RequestPoint,
  type Stretch,
  toCallState,
} from './timeline-lanes.ts'
import { type Placed, type Point, placePoints } from './timeline-layout.ts'
import {
  chart,
  isNarrow,
  isOpen,
  lanes,
  scale,
  selected,
  showRange,
  sizes,
  toggle,
  toScreen,
} from './timeline-state.ts'

/** How far outside the window things are still drawn, in pixels. */
const around = 40

/** A lane in the chart, its top at `top`. */
export function LaneChart({ lane, top }: { readonly lane: Lane; readonly top: number }) {
  const y = top + (isNarrow.value ? sizes.head : 0)
  if (!lane.call) return <OtherLane lane={lane} y={y} />
  const middle = y + sizes.requests
  return (
    <g>
      <Requests lane={lane} y={y + 15} />
      <CallBar lane={lane} y={middle} />
      <Callbacks lane={lane} y={middle + sizes.bar + 9} />
      {isOpen(lane) &&
        lane.members.map((member, index) => (
          <MemberBar
            key={member.user}
            lane={lane}
            member={member}
            y={middle + sizes.bar + sizes.callbacks + index * sizes.member}
          />
        ))}
    </g>
  )
}

function OtherLane({ lane, y }: { readonly lane: Lane; readonly y: number }) {
  const starts = lane.due.filter(({ kind }) => kind === 'start' || kind === 'reply')
  let free = Number.NEGATIVE_INFINITY
  return (
    <g>
      <Requests lane={lane} y={y + 17} />
      {starts.map(one => {
        const x = toScreen(one.time)
        if (x < free || x > chart.value.width) return null
        const width = 16 + one.text.length * 6
        free = x + width
        return (
          <g key={`${one.at}${one.text}`}>
            <circle class="due-mark" cx={x} cy={y + 17} r="5" />
            <Text x={x + 10} y={y + 21} look="due-text" room={chart.value.width - x - 14}>
              {one.text}
            </Text>
          </g>
        )
      })}
      {lane.callbacks.length > 0 && <Callbacks lane={lane} y={y + 40} />}
    </g>
  )
}

/** A text of the chart, cut to the room that it has. */
export function Text({
  x,
  y,
  look,
  room = Number.POSITIVE_INFINITY,
  anchor = 'start',
  children,
}: {
  readonly x: number
  readonly y: number
  readonly look: string
  readonly room?: number
  readonly anchor?: 'start' | 'end' | 'middle'
  readonly children: string
}) {
  const most = Math.floor(room / 6.2)
  if (most < 3) return null
  const text = children.length > most ? `${children.slice(0, most - 1)}…` : children
  return (
    <text x={x} y={y} class={look} text-anchor={anchor}>
      {text}
    </text>
  )
}

function Bar({
  stretch: { state, from, to },
  y,
  height,
  due = false,
}: {
  readonly stretch: Stretch
  readonly y: number
  readonly height: number
  readonly due?: boolean
}) {
  const { width } = chart.value
  const left = Math.max(-around, toScreen(from))
  const right = Math.min(width + around, toScreen(to ?? now.value))
  if (right < -around || left > width + around || right < left) return null
  const size = Math.max(2, right - left)
  if (state === 'waiting') return <rect class="bar-waiting" x={left} y={y + height / 2 - 1} width={size} height="2" />
  const end = to ?? now.value
  return (
    <rect class={`bar-${state}${due ? ' due' : ''}`} x={left} y={y} width={size} height={height} rx="3">
      <title>
        {`${due ? 'scheduled: ' : ''}${state === 'talking' ? 'in call' : state} ${formatTime(from)} to ${to === undefined ? 'now' : formatTime(to)}, ${formatDuration(end - from)}`}
      </title>
    </rect>
  )
}

function CallBar({ lane, y }: { readonly lane: Lane; readonly y: number }) {
  const { call, stretches, due } = lane
  if (!call) return null
  const end = call.end === undefined ? undefined : toScreen(call.end)
  const ahead = call.end === undefined ? toAhead(lane) : []
  const last = ahead.at(-1)
  const { width } = chart.value
  const nowX = toScreen(now.value)
  return (
    // The link in the label of the lane is the one for keyboards and screen readers.
    <a href={toSelection({ call: call.id })} tabindex={-1} aria-hidden="true" class="call-bar">
      {stretches.map(stretch => (
        <Bar key={stretch.from} stretch={stretch} y={y} height={sizes.bar} />
      ))}
      {stretches.map(stretch => {
        const left = Math.max(toScreen(stretch.from), 0)
        const right = Math.min(toScreen(stretch.to ?? now.value), width)
        const text = stretch.state === 'talking' ? 'in call' : 'ringing'
        if (right - left < text.length * 6.2 + 12) return null
        return (
          <Text key={stretch.from} x={left + 6} y={y + 12} look={`bar-text ${stretch.state}`}>
            {text}
          </Text>
        )
      })}
      {end !== undefined && (
        <>
          <rect class="bar-end" x={end - 1} y={y - 1} width="2" height={sizes.bar + 2} />
          <Text x={end + 6} y={y + 12} look="result" room={width - end}>
            {call.outcome ?? 'ended'}
          </Text>
        </>
      )}
      {ahead.map(stretch => (
        <Bar key={stretch.from} stretch={stretch} y={y + 0.5} height={sizes.bar - 1} due />
      ))}
      {last && due.length > 0 && (
        <Text
          x={Math.max(toScreen(last.to ?? last.from), nowX) + 6}
          y={y + 12}
          look="due-text"
          room={width - toScreen(last.to ?? last.from)}
        >
          {toLastWord(due)}
        </Text>
      )}
    </a>
  )
}

/** What a live call does after now, as far as it is scheduled. */
function toAhead({ call, stretches, due }: Lane): readonly Stretch[] {
  const own = due.filter(({ kind }) => kind === 'step' || kind === 'ring-timeout')
  const last = own.reduce((latest, { time }) => Math.max(latest, time), Number.NEGATIVE_INFINITY)
  if (!call || last < now.value) return []
  const isTalking = stretches.at(-1)?.state === 'talking'
  const answer = isTalking ? now.value : own.find(({ does }) => does === 'answer')?.time
  const ahead: Stretch[] = []
  if (!isTalking) ahead.push({ state: 'ringing', from: now.value, to: answer ?? last })
  if (answer !== undefined && answer < last) ahead.push({ state: 'talking', from: answer, to: last })
  return ahead
}

const toLastWord = (due: readonly Due[]): string => {
  const last = due.findLast(({ kind }) => kind === 'step' || kind === 'ring-timeout')
  if (!last) return ''
  return last.kind === 'ring-timeout' || last.user === undefined ? last.short : last.text
}

function MemberBar({ lane, member, y }: { readonly lane: Lane; readonly member: MemberLane; readonly y: number }) {
  const { stretches, left, user } = member
  const due = lane.due.find(one => one.user === user)
  const { width } = chart.value
  const current = stretches.at(-1)
  const isHere = lane.call?.end === undefined && current !== undefined && current.to === undefined
  const callEnd = lane.due.findLast(one => one.kind === 'step')
  const until = due ?? callEnd
  const height = 6
  const leftX = left ? toScreen(left.time) : 0
  return (
    <g>
      {stretches.map(stretch => (
        <Bar key={stretch.from} stretch={stretch} y={y + 5} height={height} />
      ))}
      {left && (
        <>
          <rect class="bar-end" x={leftX - 1} y={y + 4} width="2" height="8" />
          <Text x={leftX + 6} y={y + 12} look="result" room={width - leftX}>
            {left.text}
          </Text>
        </>
      )}
      {isHere && until && until.time > now.value && (
        <>
          <Bar
            stretch={{ state: current.state === 'ringing' ? 'ringing' : 'talking', from: now.value, to: until.time }}
            y={y + 5.5}
            height={height - 1}
            due
          />
          {due && (
            <Text x={toScreen(due.time) + 6} y={y + 12} look="due-text" room={width - toScreen(due.time)}>
              {due.short}
            </Text>
          )}
        </>
      )}
      {isNarrow.value && (
        <text x="4" y={y + 12} class="member-name">
          {user.length > 8 ? `${user.slice(0, 7)}…` : user}
        </text>
      )}
    </g>
  )
}

const importance = ['failed', 'throttled', 'refused', 'ok']

function Requests({ lane, y }: { readonly lane: Lane; readonly y: number }) {
  const placed = placePoints(lane.requests, toScreen, importance)
  return (
    <g>
      {placed.map(place => {
        const first = place.items[0]
        if (!first || place.x < -around || place.x > chart.value.width + around) return null
        return place.items.length === 1 ? (
          <RequestMark key={first.exchange.position} point={first} x={place.x} y={y} />
        ) : (
          <Cluster key={first.exchange.position} place={place} y={y} toHref={toRequestLink} />
        )
      })}
    </g>
  )
}

/** The link that selects a request on the timeline. */
export const toRequestLink = ({ exchange }: RequestPoint): string => toSelection({ request: exchange.position })

/** The link that selects a callback on the timeline. */
export const toCallbackLink = ({ callback }: CallbackPoint): string => toSelection({ callback: callback.position })

/** The link that selects something on the timeline; the cursor stays. */
export const toSelection = (query: { readonly [name: string]: string | number }): string =>
  linkTo('/timeline', { at: route.value.query.at, ...query })

/** The name of a request for links. */
export function nameRequest({ exchange }: RequestPoint): string {
  const { code, label } = toReplyText(exchange)
  return `${exchange.position} ${toCommandLabel(exchange)}, ${code} ${label}, ${formatTime(exchange.time)}`
}

function RequestMark({ point, x, y }: { readonly point: RequestPoint; readonly x: number; readonly y: number }) {
  const { position } = point.exchange
  const isSelected = selected.value?.exchange?.position === position
  return (
    <Mark
      href={toRequestLink(point)}
      name={nameRequest(point)}
      kind={point.kind}
      data={`request ${position}`}
      x={x}
      y={y}
      isSelected={isSelected}
    />
  )
}

function Mark({
  href,
  name,
  kind,
  data,
  x,
  y,
  isSelected,
  children,
}: {
  readonly href: string
  readonly name: string
  readonly kind: string
  readonly data: string
  readonly x: number
  readonly y: number
  readonly isSelected: boolean
  readonly children?: ComponentChildren
}) {
  return (
    <a
      href={href}
      class={`mark ${kind}${isSelected ? ' selected' : ''}`}
      aria-label={name}
      aria-current={isSelected ? 'true' : undefined}
      tabindex={isSelected ? 0 : -1}
      data-item={data}
    >
      <rect class="hit" x={x - 7} y={y - 12} width="14" height="24" />
      {isSelected && <circle class="ring-selected" cx={x} cy={y} r="9.500" />}
      <g transform={`translate(${x - 6} ${y - 6})`}>
        <path d={shapeOf(iconOf[kind] ?? 'ok')} />
      </g>
      {children}
    </a>
  )
}

const iconOf: { readonly [kind: string]: Parameters<typeof shapeOf>[0] } = {
  ok: 'ok',
  refused: 'refused',
  failed: 'failed',
  throttled: 'throttled',
  callback: 'callback',
  dropped: 'callback',
  'attempt-failed': 'x',
}

function Cluster<Item extends Point>({
  place,
  y,
  toHref,
}: {
  readonly place: Placed<Item>
  readonly y: number
  readonly toHref: (item: Item) => string
}) {
  const { items, kind, width, x } = place
  const [first, last] = [items[0], items.at(-1)]
  if (!first || !last) return null
  const left = x - width / 2
  const span = toScreen(last.time) - toScreen(first.time)
  const names = `${items.length} ${kind === 'callback' || kind === 'attempt-failed' ? 'callbacks' : 'requests'}, ${formatTime(first.time)} to ${formatTime(last.time)}`
  const open = (event: Event) => {
    // Those at one time cannot be told apart by any zoom.
    if ((last.time - first.time) / scale.value.perPixel < 0.5) return
    event.preventDefault()
    showRange(first.time, last.time)
  }
  const holdsSelected = items.some(item => {
    const { exchange, callback } = item as Partial<RequestPoint & CallbackPoint>
    const chosen = selected.value
    return (exchange && exchange === chosen?.exchange) || (callback && callback === chosen?.callback)
  })
  return (
    <a
      href={toHref(first)}
      class={`mark cluster ${kind}`}
      aria-label={names}
      tabindex={-1}
      data-item={`cluster ${first.time} ${last.time} ${items.length}`}
      onClick={open}
    >
      <rect class="hit" x={left} y={y - 12} width={width} height="24" />
      {span > width && <rect class="cluster-span" x={toScreen(first.time)} y={y - 1} width={span} height="2" />}
      <rect
        class={`cluster-box${holdsSelected ? ' selected' : ''}`}
        x={left + 0.5}
        y={y - 8}
        width={width - 2}
        height="16"
        rx="4"
      />
      <g transform={`translate(${left + 4} ${y - 5}) scale(.83)`}>
        <path d={shapeOf(iconOf[kind] ?? 'ok')} />
      </g>
      <text class="cluster-count" x={left + 17} y={y + 3.5}>
        {items.length}
      </text>
    </a>
  )
}

function Callbacks({ lane, y }: { readonly lane: Lane; readonly y: number }) {
  const placed = placePoints(lane.callbacks, toScreen, ['attempt-failed', 'callback'])
  const { width } = chart.value
  const ends = new Map<number, { from: number; to: number; count: number }>()
  for (const { x, items } of placed) {
    for (const { callback } of items) {
      const end = ends.get(callback.position)
      if (end) {
        end.to = x
        end.count++
      } else ends.set(callback.position, { from: x, to: x, count: 1 })
    }
  }
  const dues = lane.due.filter(({ kind }) => kind === 'retry' || kind === 'delivery')
  const positions = new Map(lane.callbacks.map(({ callback }) => [callback.id, callback.position]))
  return (
    <g>
      {[...ends].map(([position, { from, to, count }]) =>
        count > 1 && to > -around && from < width + around ? (
          <line key={position} class="chain" x1={from} x2={to} y1={y} y2={y} />
        ) : null,
      )}
      {dues.map(one => {
        const end = ends.get(positions.get(one.callback ?? '') ?? -1)
        const x = Math.max(toScreen(one.time), (end?.to ?? Number.NEGATIVE_INFINITY) + 13)
        if (x > width + around) return null
        return (
          <g key={one.callback}>
            {end && <line class="chain due" x1={end.to} x2={x} y1={y} y2={y} />}
            <circle class="due-mark callback" cx={x} cy={y} r="4.500" />
            <Text x={x + 10} y={y + 4} look="due-text" room={width - x - 12}>
              {`${one.short}, in ${formatDuration(one.time - now.value)}`}
            </Text>
          </g>
        )
      })}
      {placed.map(place => {
        const first = place.items[0]
        if (!first || place.x < -around || place.x > width + around) return null
        if (place.items.length > 1) {
          return (
            <Cluster key={`${first.callback.position} ${first.attempt}`} place={place} y={y} toHref={toCallbackLink} />
          )
        }
        const { callback, kind, attempt, time } = first
        return (
          <Mark
            key={`${callback.position} ${attempt}`}
            href={toCallbackLink(first)}
            name={`Callback ${callback.position} ${callback.command}, ${attempt === 0 ? callback.state : `attempt ${attempt} ${kind === 'attempt-failed' ? 'failed' : 'delivered'}`}, ${formatTime(time)}`}
            kind={kind}
            data={`callback ${callback.position} ${attempt}`}
            x={place.x}
            y={y}
            isSelected={selected.value?.callback?.position === callback.position && attempt === 0}
          />
        )
      })}
    </g>
  )
}

/** The label of a lane, at the left of the chart or above the lane on a narrow page. */
export function LaneLabel({
  lane,
  top,
  height,
}: {
  readonly lane: Lane
  readonly top: number
  readonly height: number
}) {
  const { call } = lane
  const isSelected = lanes.value[selected.value?.lane ?? -1] === lane
  const look = `lane-label${isSelected ? ' selected' : ''}`
  if (!call) {
    return (
      <div class={look} style={{ top: `${top}px`, height: `${height}px` }}>
        <p class="lane-facts">Requests without a call</p>
      </div>
    )
  }
  const open = isOpen(lane)
  const { media, from, everyone } = call
  const others = everyone.filter(user => user !== from)
  const whom = others.length === 1 ? others[0] : `${others.length} others`
  const time = cursor.value ?? now.value
  const state = toCallState(call, time)
  const length =
    state && time - state.since >= 1_000 && (call.end === undefined || time < call.end)
      ? ` ${formatDuration(time - state.since)}`
      : ''
  const facts = `${media}, ${state ? state.text + length : 'not started'}`
  return (
    <div class={look} style={{ top: `${top}px`, height: `${height}px` }}>
      <p class="lane-title">
        <button
          type="button"
          class="lane-toggle"
          aria-expanded={open}
          aria-label={`${open ? 'Hide' : 'Show'} the members of ${call.id}`}
          onClick={() => toggle(lane)}
        >
          {open ? '▾' : '▸'}
        </button>
        <a class="lane-id ellipsis" href={toSelection({ call: call.id })} title={call.id}>
          {call.id}
        </a>
      </p>
      <p class="lane-facts ellipsis" title={`${from} → ${others.join(', ')}`}>
        {from} → {whom}
      </p>
      <p class="lane-facts ellipsis">{facts}</p>
      {open &&
        lane.members.map(({ user, isCaller }) => (
          <p key={user} class="lane-member ellipsis" title={user}>
            {user}
            {isCaller && ' (caller)'}
          </p>
        ))}
    </div>
  )
}

const legend = [
  ['ok', 'OK'],
  ['refused', 'refused'],
  ['failed', 'failed'],
  ['throttled', 'throttled'],
  ['callback', 'callback'],
] as const

/** What the shapes and colours of the timeline mean. */
export function Legend() {
  return (
    <span class="timeline-legend" aria-hidden="true">
      {legend.map(([kind, text]) => (
        <span key={kind}>
          <Icon name={kind} class={kind} />
          {text}
        </span>
      ))}
      <span>
        <Icon name="x" class="failed" />
        attempt failed
      </span>
      <span>
        <Icon name="bolt" class="fault" />
        fault
      </span>
      {(['ringing', 'talking', 'ringing due'] as const).map(state => (
        <span key={state}>
          <svg width="24" height="10" aria-hidden="true">
            <rect class={`bar-${state}`} x=".5" y=".5" width="23" height="9" rx="3" />
          </svg>
          {state === 'ringing' ? 'ringing' : state === 'talking' ? 'in call' : 'due'}
        </span>
      ))}
    </span>
  )
}
