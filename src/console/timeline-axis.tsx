import { computed, useSignal } from '@preact/signals'
import type { TargetedPointerEvent } from 'preact'
import { useRef } from 'preact/hooks'
import { formatDuration, formatTime, zoneOffset } from './format.ts'
import { shapeOf } from './parts.tsx'
import { setQuery } from './router.ts'
import { clockRate, clockSample, cursor, due, exchanges, faults, marks, now, source } from './store.ts'
import { Text } from './timeline-lane.tsx'
import { toRequestPoint } from './timeline-lanes.ts'
import { countBins, listTicks, toTickStep } from './timeline-layout.ts'
import {
  chart,
  fromScreen,
  isNarrow,
  padding,
  scale,
  scroll,
  scrollTo,
  selected,
  shownExchanges,
  toScreen,
} from './timeline-state.ts'

/** The height of the axis and of the overview, in pixels. */
export const heights = { overview: 47, axis: 39, fault: 22 } as const

/** A second of the shown clock, or more if it is fast: so often the overview grows while time passes. */
const overviewStep = computed(() => 1_000 * Math.max(1, clockRate.value))

const overviewEnd = computed(() => Math.ceil(now.value / overviewStep.value) * overviewStep.value)

const overview = computed(() => {
  const begin = Date.parse(clockSample.value?.clock.beginning ?? '') || now.value
  const first = Math.min(begin, exchanges.value[0]?.time ?? begin)
  const isRunning = clockRate.value > 0
  const last = Math.max(isRunning ? overviewEnd.value : now.value, due.value.at(-1)?.time ?? 0, first + 1_000)
  const points = shownExchanges.value.map(toRequestPoint)
  const counts = countBins(points, first, last, Math.max(1, Math.floor((chart.value.width - 16) / 5)))
  const most = Math.max(1, ...counts.map(count => Object.values(count).reduce((sum, one) => sum + one, 0)))
  return { first, last, counts, most, total: points.length }
})

/** The whole run, linear and unfolded; its brush is the window. */
export function Overview() {
  const { width } = chart.value
  const dragged = useRef<number | undefined>(undefined)
  const { first, last, total } = overview.value
  const toX = (time: number) => 8 + ((time - first) / (last - first)) * (width - 16)
  const toTime = (x: number) => first + ((x - 8) / (width - 16)) * (last - first)
  const [left, right] = [fromScreen(0), fromScreen(width)].map(time => Math.min(width - 1, Math.max(1, toX(time))))
  const step = toTickStep((last - first) / (width - 16), 110)
  const offset = zoneOffset(now.value)
  const times: number[] = []
  for (let time = Math.ceil((first + offset) / step) * step - offset; time <= last; time += step) times.push(time)
  const drag = (event: TargetedPointerEvent<SVGSVGElement>) => {
    if (dragged.current === undefined) return
    scrollTo(toTime(event.offsetX), width / 2)
  }
  return (
    <svg
      class="overview"
      width={width}
      height={heights.overview}
      role="img"
      aria-label={`Whole run, ${formatDuration(last - first)}, ${total} requests`}
      onPointerDown={event => {
        dragged.current = event.offsetX
        event.currentTarget.setPointerCapture(event.pointerId)
        drag(event)
      }}
      onPointerMove={drag}
      onPointerUp={() => void (dragged.current = undefined)}
    >
      <rect class="ahead" x={toX(now.value)} width={Math.max(0, width - toX(now.value))} height={heights.overview} />
      {times.map(time => (
        <text key={time} class="time-text" x={Math.min(toX(time), width - 40)} y="10">
          {formatTime(time, step < 1_000).slice(0, step < 60_000 ? 12 : 5)}
        </text>
      ))}
      <line class="grid" x1="0" x2={width} y1="40.500" y2="40.500" />
      <OverviewBars />
      {due.value.map(({ time }) => (
        <rect key={time} class="due-tick" x={toX(time)} y="36" width="1" height="4" />
      ))}
      <line class="now" x1={toX(now.value)} x2={toX(now.value)} y1="0" y2={heights.overview} />
      <rect class="brush" x={left} y="13.500" width={Math.max(4, (right ?? 0) - (left ?? 0))} height="32" rx="4" />
    </svg>
  )
}

/** The bars of the overview. A component of its own, because it changes less often than now. */
function OverviewBars() {
  const { counts, most } = overview.value
  return (
    <g>
      {counts.map((count, index) => {
        let y = 40
        const all = Object.values(count).reduce((sum, one) => sum + one, 0)
        return (['ok', 'refused', 'throttled', 'failed'] as const).map(kind => {
          const number = count[kind]
          if (number === undefined) return null
          // The smallest bar can still be seen.
          const height = Math.max(3, (Math.sqrt(all) / Math.sqrt(most)) * 25 * (number / all))
          y -= height
          return (
            <rect key={`${index}${kind}`} class={`fill-${kind}`} x={8 + index * 5} y={y} width="4" height={height} />
          )
        })
      })}
    </g>
  )
}

/** The axis: ticks, folds with their lengths, flags for now and the cursor, and marks for what was done to the emulator. */
export function Axis() {
  const { width } = chart.value
  const isDragging = useSignal(false)
  const ticks = listTicks(
    scale.value,
    scroll.value - padding.left,
    scroll.value - padding.left + width,
    zoneOffset(now.value),
  )
  const isPrecise = toTickStep(scale.value.perPixel) < 1_000
  const moveCursor = (x: number) => {
    const time = Math.round(Math.min(fromScreen(x), now.value))
    setQuery({ at: new Date(time).toISOString() })
  }
  const move = (event: TargetedPointerEvent<SVGSVGElement>) => {
    if (isDragging.value) moveCursor(event.offsetX)
  }
  return (
    <svg
      class="axis"
      width={width}
      height={heights.axis}
      aria-hidden="true"
      onPointerDown={event => {
        isDragging.value = true
        event.currentTarget.setPointerCapture(event.pointerId)
        moveCursor(event.offsetX)
      }}
      onPointerMove={move}
      onPointerUp={() => void (isDragging.value = false)}
    >
      <rect
        class="ahead"
        x={toScreen(now.value)}
        width={Math.max(0, width - toScreen(now.value))}
        height={heights.axis}
      />
      {scale.value.segments.map(({ from, to, x, width: size, isFold }) => {
        const left = x + padding.left - scroll.value
        if (!isFold || left > width || left + size < 0) return null
        return (
          <g key={from}>
            <rect class="fold" x={left} width={size} height={heights.axis} />
            {isWorthText((to - from) / scale.value.perPixel, left + size / 2) && (
              <text class="fold-text" x={left + size / 2} y="14" text-anchor="middle">
                {formatDuration(to - from)}
              </text>
            )}
          </g>
        )
      })}
      {ticks.map(({ time, x, isFull }) => {
        const left = x + padding.left - scroll.value
        const text = formatTime(time, isPrecise)
        return (
          <g key={time}>
            <line class="tick" x1={left} x2={left} y1="34" y2="39" />
            <text class="time-text" x={left} y="31" text-anchor={left < 26 ? 'start' : 'middle'}>
              {isFull ? text : text.slice(isPrecise ? 8 : text.endsWith(':00') ? 3 : 5)}
            </text>
          </g>
        )
      })}
      {marks.value.map((mark, index) => {
        const x = toScreen(mark.time)
        if (x < 0 || x > width) return null
        return (
          <path
            key={`${mark.time}${index}`}
            class={`event-${mark.kind}`}
            d={mark.kind === 'clock' ? 'M0 0l5 3-5 3z' : 'M-3 0h6v6h-6z'}
            transform={`translate(${x} 33)`}
          >
            <title>{nameMark(mark.kind, mark.what)}</title>
          </path>
        )
      })}
      <Flags />
    </svg>
  )
}

/** Whether the length of a fold is shown: it hides much, and no flag covers it. */
function isWorthText(pixels: number, x: number): boolean {
  const nowX = toScreen(now.value)
  const back = cursor.value ?? selected.value?.exchange?.time ?? selected.value?.callback?.time
  const backX = back === undefined ? Number.NEGATIVE_INFINITY : toScreen(back)
  const isCovered = (x > nowX - 28 && x < nowX + 124) || (x > backX - 122 && x < backX + 28)
  return pixels > 80 && !isCovered
}

/** What a mark of the axis says. */
export function nameMark(kind: string, what: string): string {
  if (kind === 'reset') return `Reset${what === '' ? '' : ` to ${what}`}`
  if (kind === 'clock') return what === 'advanced' ? 'Clock moved by hand' : `Clock set to ${what}`
  return `${what} ${kind}`
}

/** The flags of now, pointing right, and of the cursor or the selection, pointing left, so that they do not cover each other. */
function Flags() {
  const { width } = chart.value
  const nowX = toScreen(now.value)
  const back = cursor.value ?? selected.value?.exchange?.time ?? selected.value?.callback?.time
  const backX = back === undefined ? undefined : toScreen(back)
  const nowText = `${source.value === 'live' ? 'now' : 'end'} ${formatTime(now.value, false)}`
  const isTurned = nowX > width - 104
  return (
    <g>
      {nowX >= 0 && nowX <= width && (
        <g>
          <rect class="now-flag" x={isTurned ? nowX - 96 : nowX} y="2" width="96" height="17" rx="2" />
          <text class="now-text" x={(isTurned ? nowX - 96 : nowX) + 48} y="14" text-anchor="middle">
            {nowText}
          </text>
        </g>
      )}
      {back !== undefined && backX !== undefined && backX >= 0 && backX <= width && (
        <g>
          <rect class="cursor-flag" x={Math.max(0, backX - 94)} y="2" width="94" height="17" rx="2" />
          <text class="cursor-text" x={Math.max(0, backX - 94) + 47} y="14" text-anchor="middle">
            {formatTime(back)}
          </text>
        </g>
      )}
    </g>
  )
}

/** The most rows of faults that are shown. */
const mostFaults = 4

/** The faults that are shown as bands. */
export const shownFaults = () => faults.value.slice(0, faults.value.length > mostFaults ? mostFaults - 1 : mostFaults)

/** How high the bands of faults are, in pixels. */
export const faultsHeight = (): number =>
  faults.value.length === 0
    ? 0
    : shownFaults().length * heights.fault +
      (isNarrow.value ? 8 : 8) +
      (faults.value.length > mostFaults ? heights.fault : 0)

/** When a fault acts, on the clock of the application; it ends with the axis if it has no end. */
export function toFaultRange({
  id,
  from,
  until,
}: {
  readonly id: string
  readonly from: number
  readonly until: number | null
}) {
  const begin = Date.parse(clockSample.value?.clock.beginning ?? '')
  const armed =
    marks.value.findLast(({ kind, what }) => kind === 'armed' && what === id)?.time ?? Number.NEGATIVE_INFINITY
  return { from: Math.max(begin + from, armed), to: until === null ? undefined : begin + until }
}

/** The faults as bands. */
export function FaultBands({ y }: { readonly y: number }) {
  const { width } = chart.value
  const rest = faults.value.length - shownFaults().length
  return (
    <g>
      {shownFaults().map((fault, index) => {
        const { from, to } = toFaultRange(fault)
        const top = y + 4 + index * heights.fault
        const left = Math.max(-4, toScreen(from))
        const right = to === undefined ? width + 4 : Math.min(width + 4, toScreen(to))
        if (right < 0 || left > width) return null
        const text = fault.sentence
        const inside = Math.max(left, 0) + 20
        const isWide = right - inside > 150
        return (
          <g key={fault.id} class={fault.done ? 'band done' : 'band'}>
            <title>{`${fault.id}: ${text}`}</title>
            <rect class="fault-band" x={left} y={top} width={Math.max(4, right - left)} height="16" rx="3" />
            <path
              class="fault-icon"
              d={shapeOf('bolt')}
              transform={`translate(${right - left < 20 ? right + 5 : Math.max(left, 0) + 4} ${top + 2})`}
            />
            <Text
              x={isWide ? inside : right + (right - left < 20 ? 20 : 6)}
              y={top + 12}
              look={isWide ? 'fault-text' : 'fault-text outside'}
              room={isWide ? right - inside - 4 : width - right - 10}
            >
              {isWide ? `${fault.id} ${text}` : fault.id}
            </Text>
          </g>
        )
      })}
      {rest > 0 && (
        <Text x={20} y={y + 16 + shownFaults().length * heights.fault} look="fault-text outside">
          {`and ${rest} more faults`}
        </Text>
      )}
    </g>
  )
}
