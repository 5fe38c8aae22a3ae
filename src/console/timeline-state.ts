import { computed, effect, signal } from '@preact/signals'
import { parseFilter } from '../control/filter.ts'
import { filterText, route, setQuery } from './router.ts'
import type { Call, Callback, Exchange } from './run.ts'
import { folding } from './settings.ts'
import {
  callbacks,
  calls,
  clockRate,
  clockSample,
  cursor,
  due,
  exchanges,
  findCallback,
  findExchange,
  marks,
  now,
  source,
} from './store.ts'
import { tickInterval } from './ticking.ts'
import { type Lane, listInstants, toLanes } from './timeline-lanes.ts'
import { createScale, fitZoom, stackRows, zoomLimits } from './timeline-layout.ts'

// The state of the timeline. It outlives the view, so that the window is the same after a look at another tab.

const narrow = matchMedia('(max-width: 900px)')

/** Whether the page is narrow, so that labels stand above their lanes. */
export const isNarrow = signal(narrow.matches)

narrow.addEventListener('change', () => {
  isNarrow.value = narrow.matches
})

/** The room left of the axis and right of it, for labels, in pixels. */
export const padding = {
  get left() {
    return isNarrow.value ? 56 : 14
  },
  get right() {
    return isNarrow.value ? 72 : 108
  },
}

/** The size of the chart in pixels. */
export const chart = signal({ width: 800, height: 600 })

/** Where the pointer is in the chart, in pixels; undefined while it is elsewhere. */
export const pointer = signal<number | undefined>(undefined)

/** The zoom in milliseconds for a pixel; undefined while it follows from what there is. */
export const chosenZoom = signal<number | undefined>(undefined)

/** Where the window begins, in pixels of the axis, while it does not follow now. */
export const chosenScroll = signal(0)

/** Whether the window moves with now. */
export const following = signal(true)

/** The lanes that were opened or closed by hand, by key. */
export const toggled = signal<ReadonlyMap<string, boolean>>(new Map())

const passes = <Item, Shown extends Item>(
  filter: { matches(item: Item, now: number): boolean } | { readonly issues: readonly unknown[] },
  items: readonly Shown[],
): readonly Shown[] | undefined =>
  'issues' in filter ? undefined : items.filter(item => filter.matches(item, now.peek()))

/** The exchanges that pass the filter. A filter with a mistake hides nothing. */
export const shownExchanges = computed<readonly Exchange[]>(() =>
  filterText.value === ''
    ? exchanges.value
    : (passes(parseFilter(filterText.value, 'requests'), exchanges.value) ?? exchanges.value),
)

/** The calls that pass the filter, or to which a request does. */
const shownCalls = computed<readonly Call[]>(() => {
  if (filterText.value === '') return calls.value
  const named = new Set(shownExchanges.value.map(({ callId }) => callId))
  const own = new Set(passes(parseFilter(filterText.value, 'calls'), calls.value))
  return calls.value.filter(call => named.has(call.id) || own.has(call))
})

const shownCallbacks = computed<readonly Callback[]>(() => {
  if (filterText.value === '') return callbacks.value
  const ids = new Set(shownCalls.value.map(({ id }) => id))
  return callbacks.value.filter(({ call }) => ids.has(call))
})

/** What is scheduled after now. */
const ahead = computed(() => {
  if (filterText.value === '') return due.value
  const ids = new Set(shownCalls.value.map(({ id }) => id))
  return due.value.filter(({ call }) => call !== undefined && ids.has(call))
})

/** The lanes. */
export const lanes = computed<readonly Lane[]>(() =>
  toLanes(shownCalls.value, shownExchanges.value, shownCallbacks.value, ahead.value),
)

/** Every time at which something is, in order, without now. */
const instants = computed(() => {
  const others = marks.value.filter(({ kind }) => kind !== 'clock').map(({ time }) => time)
  const beginning = Date.parse(clockSample.value?.clock.beginning ?? '')
  return listInstants(lanes.value, [beginning, cursor.value ?? beginning, ...others])
})

const init = computed(() => ({ instants: instants.value, folding: folding.value === 'on', now: now.value }))

/** Whole seconds or minutes of now, so that the zoom is not looked for in every frame. */
const coarseNow = computed(() => Math.floor(now.value / Math.max(1_000, 5_000 * clockRate.value)))

/** The finest zoom to fit a run that has only folds left to hide, in milliseconds for a pixel. */
const finestFit = 150

/** The zoom at which everything fits. */
export const fitted = computed(() => {
  void coarseNow.value
  void instants.value
  void folding.value
  const width = Math.max(80, chart.value.width - padding.left - padding.right)
  const { instants: list, now: time } = init.peek()
  const linear = (Math.max(list.at(-1) ?? time, time) - Math.min(list[0] ?? time, time)) / width
  // Not so fine that little time with little in it is all folds.
  return Math.max(fitZoom(init.peek(), width), Math.min(linear, finestFit))
})

/**
 * The zoom that is used, in milliseconds for a pixel. At first not so coarse that marks cannot be distinguished, nor so fine that
 * a live run moves away.
 */
export const zoom = computed(
  () => chosenZoom.value ?? Math.min(600, Math.max(source.value === 'saved' ? zoomLimits.least : 8, fitted.value)),
)

/** The axis. */
export const scale = computed(() => createScale({ ...init.value, perPixel: zoom.value }))

/** Where the window begins, in pixels of the axis. */
export const scroll = computed(() => {
  const { width } = chart.value
  const total = scale.value.width + padding.left + padding.right
  if (!following.value) return Math.min(Math.max(chosenScroll.value, -width * 0.5), total - width * 0.25)
  return Math.max(0, Math.min(scale.value.toX(now.value) + padding.left - width * 0.7, total - width))
})

/** The place of a time in the chart, in pixels. */
export const toScreen = (time: number): number => scale.value.toX(time) + padding.left - scroll.value

/** The time at a place in the chart. */
export const fromScreen = (x: number): number => scale.value.toTime(x - padding.left + scroll.value)

effect(() => {
  const pixelTime = zoom.value / Math.max(clockRate.value, 0.001)
  tickInterval.value = Math.min(100, Math.max(16, pixelTime / 2))
})

/** Zooms by a factor about a place in the chart; below 1 shows more detail. */
export function zoomBy(factor: number, about: number = defaultAnchor()): void {
  const time = fromScreen(about)
  chosenZoom.value = Math.min(zoomLimits.most, Math.max(zoomLimits.least, zoom.value * factor))
  // While the window follows, now keeps its place by itself.
  if (!following.value || Math.abs(time - now.value) > zoom.value) scrollTo(time, about)
}

/** Selection or now, if it is in sight; else the middle. */
function defaultAnchor(): number {
  const { width } = chart.value
  const places = [selectedTime.value, now.value].flatMap(time => (time === undefined ? [] : [toScreen(time)]))
  return places.find(x => x >= 0 && x <= width) ?? width / 2
}

/** Moves the window so that a time is at a place of the chart. */
export function scrollTo(time: number, place: number): void {
  const target = scale.value.toX(time) + padding.left - place
  following.value = false
  chosenScroll.value = target
}

/** Moves the window by pixels. */
export function panBy(pixels: number): void {
  const target = scroll.value + pixels
  following.value = false
  chosenScroll.value = target
}

/** Shows everything, or as much as can be told apart. */
export function fit(): void {
  chosenZoom.value = fitted.value
  following.value = false
  chosenScroll.value = 0
}

/** Shows a range of times. */
export function showRange(from: number, to: number): void {
  const { width } = chart.value
  chosenZoom.value = Math.min(zoomLimits.most, Math.max(zoomLimits.least, (to - from) / (width * 0.6)))
  scrollTo((from + to) / 2, width / 2)
}

/** What is selected: the link says it. */
export const selection = computed(() => {
  const { request, callback, call } = route.value.query
  if (request !== undefined) return { kind: 'request', id: request } as const
  if (callback !== undefined) return { kind: 'callback', id: callback } as const
  if (call !== undefined) return { kind: 'call', id: call } as const
  return undefined
})

/** The selected request or callback, and the lane it is on. */
export const selected = computed(() => {
  const chosen = selection.value
  if (!chosen) return undefined
  const exchange = chosen.kind === 'request' ? findExchange(chosen.id) : undefined
  const callback = chosen.kind === 'callback' ? findCallback(chosen.id) : undefined
  const call = exchange?.callId ?? callback?.call ?? (chosen.kind === 'call' ? chosen.id : undefined)
  const index = lanes.value.findIndex(lane => lane.call?.id === call)
  return { ...chosen, exchange, callback, lane: index < 0 ? lanes.value.findIndex(lane => !lane.call) : index }
})

const selectedTime = computed(() => selected.value?.exchange?.time ?? selected.value?.callback?.time)

/** Whether a lane shows its members. */
export const isOpen = (lane: Lane): boolean =>
  toggled.value.get(lane.key) ?? (lane.call !== undefined && lanes.value.length <= 8)

/** Opens or closes a lane. */
export function toggle(lane: Lane): void {
  toggled.value = new Map(toggled.value).set(lane.key, !isOpen(lane))
}

/** Heights of the parts of a lane, in pixels. */
export const sizes = { head: 22, requests: 28, bar: 16, callbacks: 18, member: 16, end: 8, others: 34 } as const

/** The lanes, one below the other. */
export const rows = computed(() =>
  stackRows(
    lanes.value.map(lane => {
      const head = isNarrow.value ? sizes.head : 0
      if (!lane.call) return head + sizes.others + (lane.callbacks.length > 0 ? sizes.callbacks : 0)
      const members = isOpen(lane) ? lane.members.length * sizes.member + sizes.end : 0
      return head + sizes.requests + sizes.bar + sizes.callbacks + members
    }),
  ),
)

/** Moves the cursor to the next or the previous time at which a request or a callback is. */
export function stepCursor(direction: 1 | -1): void {
  const times = lanes.value
    .flatMap(lane => [...lane.requests, ...lane.callbacks].map(({ time }) => time))
    .sort((one, other) => one - other)
  const at = cursor.value ?? now.value
  const next = direction > 0 ? times.find(time => time > at) : times.findLast(time => time < at)
  if (next === undefined || next > now.value) {
    setQuery({ at: undefined })
    return
  }
  setQuery({ at: new Date(next).toISOString() })
  const x = toScreen(next)
  if (x < 0 || x > chart.value.width) scrollTo(next, chart.value.width / 2)
}
