import { useSignal } from '@preact/signals'
import type { TargetedKeyboardEvent, TargetedPointerEvent } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { CallbackDetail } from './callbacks.tsx'
import { CallDetail } from './calls.tsx'
import { FilterBox } from './filter-box.tsx'
import { formatDay, formatDuration, formatTime, zoneName } from './format.ts'
import { useShortcuts } from './keys.ts'
import { Empty, Icon, Key } from './parts.tsx'
import { RequestDetail } from './request-detail.tsx'
import { filterText, navigate, route, setQuery } from './router.ts'
import { toWallTime } from './run.ts'
import { folding } from './settings.ts'
import { allExchanges, clockSample, cursor, exchanges, now, source } from './store.ts'
import { Axis, FaultBands, faultsHeight, Overview, shownFaults, toFaultRange } from './timeline-axis.tsx'
import { LaneChart, LaneLabel } from './timeline-lane.tsx'
import { findFirst, toTickStep } from './timeline-layout.ts'
import {
  chart,
  fit,
  following,
  fromScreen,
  isNarrow,
  lanes,
  padding,
  panBy,
  pointer,
  rows,
  scale,
  scroll,
  scrollTo,
  selected,
  selection,
  shownExchanges,
  stepCursor,
  toScreen,
  zoom,
  zoomBy,
} from './timeline-state.ts'

/** How far above and below the window lanes are drawn, in pixels, so that scrolling shows no gaps. */
const overscan = 300

/** The view of the timeline. */
export function TimelineView() {
  useTimelineKeys()
  const isEmpty = lanes.value.length === 0 && filterText.value === ''
  return (
    <section class="timeline-view" aria-label="Timeline">
      <Toolbar />
      <div class={`timeline-split${selection.value ? ' has-detail' : ''}`}>
        {clockSample.value === undefined ? <div /> : isEmpty ? <NothingYet /> : <Timeline />}
        <Detail />
      </div>
    </section>
  )
}

function NothingYet() {
  if (source.value === 'saved') return <Empty icon="timeline" title="This run has no requests and no calls" />
  return (
    <Empty
      icon="timeline"
      title="No requests and no calls yet"
      command={`curl -s '${location.origin}/v4/call_engine_http_srv/get_call_info?sdkappid=…' -d '{"CallId":"group-1"}'`}
    >
      <p>Point your client at this address, start a call, or load a scenario.</p>
    </Empty>
  )
}

function Toolbar() {
  const step = toTickStep(zoom.value)
  return (
    <div class="bar" role="search">
      <FilterBox />
      <span class="space wide-only" />
      <label class="bar-check muted wide-only">
        <input
          type="checkbox"
          checked={folding.value === 'on'}
          onChange={event => void (folding.value = event.currentTarget.checked ? 'on' : 'off')}
        />
        Fold idle time
      </label>
      <span class="group">
        <button type="button" class="button small square" aria-label="Zoom out" onClick={() => zoomBy(2)}>
          <Icon name="minus" />
        </button>
        <span class="button small scale-bar wide-only" role="img" aria-label={`This length is ${formatDuration(step)}`}>
          <svg width={step / zoom.value} height="8" aria-hidden="true">
            <path d={`M.5 0v8m0-4h${step / zoom.value - 1}m0-4v8`} />
          </svg>
          {formatDuration(step)}
        </span>
        <button type="button" class="button small square" aria-label="Zoom in" onClick={() => zoomBy(0.5)}>
          <Icon name="plus" />
        </button>
        <button type="button" class="button small" onClick={fit}>
          Fit <Key>f</Key>
        </button>
      </span>
      <button
        type="button"
        class="button small"
        aria-pressed={following.value}
        onClick={() => void (following.value = !following.value)}
      >
        {following.value && <Icon name="check" />}
        Follow
      </button>
    </div>
  )
}

function Detail() {
  const chosen = selection.value
  if (!chosen) return null
  const close = () => navigate('/timeline', { at: route.value.query.at })
  return (
    <aside class="timeline-detail" aria-label="Details">
      {chosen.kind === 'request' && <RequestDetail id={chosen.id} onClose={close} />}
      {chosen.kind === 'callback' && <CallbackDetail id={chosen.id} onClose={close} />}
      {chosen.kind === 'call' && <CallDetail id={chosen.id} onClose={close} />}
    </aside>
  )
}

/** What the pointer or the focus is on. */
interface Hover {
  readonly x: number
  readonly y: number
  readonly title: string
  readonly time: number
  readonly wall: number | undefined
}

function Timeline() {
  const root = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const region = useSignal({ top: 0, height: 600 })
  const hover = useSignal<Hover | undefined>(undefined)
  useSize(root, scroller, region)
  useReveal(scroller)
  useWheel(scroller)
  const labelWidth = isNarrow.value ? 0 : 168
  const { width } = chart.value
  const above = faultsHeight()
  const total = above + rows.value.height
  const top = Math.max(0, region.value.top - overscan)
  const height = Math.max(region.value.height, Math.min(total - top, region.value.height + 2 * overscan))
  const [first, end] = rows.value.visible(top - above, top + height - above)
  const shown = lanes.value.slice(first, end).map((lane, index) => ({
    lane,
    top: above + (rows.value.tops[first + index] ?? 0),
    height: (rows.value.tops[first + index + 1] ?? 0) - (rows.value.tops[first + index] ?? 0),
    isSelected: selected.value?.lane === first + index,
  }))
  const nowX = toScreen(now.value)
  const back = cursor.value ?? selected.value?.exchange?.time ?? selected.value?.callback?.time
  return (
    <div
      class="timeline"
      ref={root}
      onPointerMove={event => {
        const x = event.clientX - event.currentTarget.getBoundingClientRect().left - labelWidth
        pointer.value = event.pointerType === 'mouse' && x >= 0 && x <= width ? x : undefined
      }}
      onPointerLeave={() => void (pointer.value = undefined)}
    >
      {!isNarrow.value && (
        <>
          <div class="timeline-corner sunken">Whole run</div>
          <Overview />
          <AxisLabel />
        </>
      )}
      <Axis />
      <div
        class="timeline-scroller"
        ref={scroller}
        tabIndex={0}
        role="group"
        aria-label={`Calls and requests. Arrow keys move between ${shownExchanges.value.length} requests.`}
        onKeyDown={moveByArrows}
        onPointerOver={event => void (hover.value = toHover(event))}
        onPointerOut={() => void (hover.value = undefined)}
        onFocusIn={event => void (hover.value = toHover(event))}
        onFocusOut={() => void (hover.value = undefined)}
      >
        <div class="timeline-content" style={{ height: `${Math.max(total, region.value.height)}px` }}>
          <div class="timeline-labels">
            {above > 0 && !isNarrow.value && (
              <div class="lane-label faults-label" style={{ top: '0px', height: `${above}px` }}>
                <Icon name="bolt" class="fault" /> Faults
              </div>
            )}
            {shown.map(({ lane, top: y, height: tall }) => (
              <LaneLabel key={lane.key} lane={lane} top={y} height={tall} />
            ))}
          </div>
          <svg
            class="lanes"
            width={width}
            height={height}
            style={{ top: `${top}px`, left: `${labelWidth}px` }}
            onPointerDown={startPan}
            onDragStart={event => event.preventDefault()}
            role="presentation"
          >
            <g transform={`translate(0 ${-top})`}>
              {shown.map(({ lane, top: y, height: tall, isSelected }) =>
                isSelected ? <rect key={lane.key} class="lane-selected" y={y} width={width} height={tall} /> : null,
              )}
            </g>
            <Ground height={height} />
            <g transform={`translate(0 ${-top})`}>
              <FaultBands y={0} />
              {shown.map(({ lane, top: y }) => (
                <line key={lane.key} class="grid" x1="0" x2={width} y1={y + 0.5} y2={y + 0.5} />
              ))}
              {shown.map(({ lane, top: y }) => (
                <LaneChart key={lane.key} lane={lane} top={y} />
              ))}
            </g>
            {cursor.value !== undefined && toScreen(cursor.value) < width && (
              <rect
                class="after-cursor"
                x={Math.max(0, toScreen(cursor.value))}
                width={Math.max(0, width - Math.max(0, toScreen(cursor.value)))}
                height={height}
              />
            )}
            <PointerLine height={height} />
            {back !== undefined && <line class="cursor" x1={toScreen(back)} x2={toScreen(back)} y1="0" y2={height} />}
            <line class="now" x1={nowX} x2={nowX} y1="0" y2={height} />
          </svg>
        </div>
      </div>
      {lanes.value.length === 0 && (
        <p class="timeline-none muted">
          Nothing matches the filter. {exchanges.value.length} requests are hidden.{' '}
          <button type="button" class="link" onClick={() => setQuery({ q: undefined })}>
            Clear the filter
          </button>
        </p>
      )}
      {hover.value && <Tooltip hover={hover.value} />}
    </div>
  )
}

/** What the axis shows, and the virtual and the wall time of the place that the pointer is at. */
function AxisLabel() {
  const time = pointer.value === undefined ? undefined : fromScreen(pointer.value)
  const wall = time === undefined || time > now.value ? undefined : toWallTime(allExchanges.value, time)
  return (
    <div class="timeline-corner">
      {time === undefined ? (
        <span>
          Virtual time
          <br />
          <span class="event-clock-text">▸</span> clock moved
        </span>
      ) : (
        <span>
          at <span class="number">{formatTime(time)}</span>
          <br />
          {wall === undefined ? (
            time > now.value ? (
              `in ${formatDuration(time - now.value)}`
            ) : (
              'wall time unknown'
            )
          ) : (
            <>
              wall <span class="number">{formatTime(wall, false)}</span>
            </>
          )}
        </span>
      )}
    </div>
  )
}

/** The line below the pointer. */
function PointerLine({ height }: { readonly height: number }) {
  const x = pointer.value
  return x === undefined ? null : <line class="pointer" x1={x} x2={x} y1="0" y2={height} />
}

/** What lies behind the lanes: the grid, folds, what is ahead, and the time at which faults act. */
function Ground({ height }: { readonly height: number }) {
  const { width } = chart.value
  const nowX = toScreen(now.value)
  const step = toTickStep(scale.value.perPixel)
  const lines: number[] = []
  for (const segment of scale.value.segments) {
    if (segment.isFold) continue
    const from = Math.max(segment.from, fromScreen(0))
    const to = Math.min(segment.to, fromScreen(width))
    for (let time = Math.ceil(from / step) * step; time <= to; time += step) lines.push(toScreen(time))
  }
  return (
    <g>
      <rect class="ahead" x={nowX} width={Math.max(0, width - nowX)} height={height} />
      {lines.map(x => (
        <line key={x} class="grid" x1={x} x2={x} y1="0" y2={height} />
      ))}
      {shownFaults().map(fault => {
        const { from, to } = toFaultRange(fault)
        if (to === undefined) return null
        const left = Math.max(0, toScreen(from))
        return (
          <rect key={fault.id} class="fault-tint" x={left} width={Math.max(0, toScreen(to) - left)} height={height} />
        )
      })}
      {scale.value.segments.map(({ from, x, width: size, isFold }) => {
        const left = x + padding.left - scroll.value
        return isFold && left < width && left + size > 0 ? (
          <rect key={from} class="fold" x={left} width={size} height={height} />
        ) : null
      })}
    </g>
  )
}

function Tooltip({ hover: { x, y, title, time, wall } }: { readonly hover: Hover }) {
  return (
    <div
      class={`tooltip${x > chart.value.width - 120 ? ' left' : ''}`}
      role="tooltip"
      style={{ left: `${x}px`, top: `${y}px` }}
    >
      <b>{title}</b>
      <dl>
        <dt>virtual</dt>
        <dd class="number">{formatTime(time)}</dd>
        {wall !== undefined && (
          <>
            <dt>wall</dt>
            <dd class="number">{formatTime(wall)}</dd>
          </>
        )}
        <dt>day</dt>
        <dd>
          {formatDay(time)}, {zoneName()}
        </dd>
      </dl>
    </div>
  )
}

function toHover(event: Event): Hover | undefined {
  const mark = event.target instanceof Element ? event.target.closest('.mark') : null
  const root = mark?.closest('.timeline')
  if (!mark || !root) return undefined
  const [kind = '', value = '', last = '', count = ''] = (mark.getAttribute('data-item') ?? '').split(' ')
  const [box, frame] = [mark.getBoundingClientRect(), root.getBoundingClientRect()]
  const place = { x: box.left + box.width / 2 - frame.left, y: box.bottom - frame.top + 4 }
  if (kind === 'cluster') {
    const length = Number(last) - Number(value)
    const title = length > 0 ? `${count} within ${formatDuration(length)}` : `${count} at one time`
    return { ...place, title, time: Number(value), wall: undefined }
  }
  const { ariaLabel } = mark
  const title = (ariaLabel ?? '').replace(/, [^,]*$/, '')
  if (kind === 'request') {
    const exchange = allExchanges.value.find(({ position }) => `${position}` === value)
    return exchange && { ...place, title: `#${title}`, time: exchange.time, wall: exchange.receivedAt }
  }
  const time = (ariaLabel ?? '').slice((ariaLabel ?? '').lastIndexOf(',') + 2)
  const shown = lanes.value
    .flatMap(lane => lane.callbacks)
    .find(({ callback, attempt }) => `${callback.position} ${attempt}` === `${value} ${last}`)
  return shown && time
    ? { ...place, title, time: shown.time, wall: toWallTime(allExchanges.value, shown.time) }
    : undefined
}

/** Keeps the sizes of the chart and the part of it that is in sight. */
function useSize(
  root: { readonly current: HTMLDivElement | null },
  scroller: { readonly current: HTMLDivElement | null },
  region: { value: { readonly top: number; readonly height: number } },
): void {
  useLayoutEffect(() => {
    const [outer, inner] = [root.current, scroller.current]
    if (!outer || !inner) return
    const update = () => {
      const width = Math.max(120, inner.clientWidth - (isNarrow.value ? 0 : 168))
      if (chart.value.width !== width || chart.value.height !== inner.clientHeight) {
        chart.value = { width, height: inner.clientHeight }
      }
      const { top, height } = region.value
      const [now, tall] = [inner.scrollTop, inner.clientHeight]
      // Lanes are drawn beyond the window, so that not every pixel of scrolling draws them again.
      if (tall !== height || Math.abs(now - top) > overscan / 2) region.value = { top: now, height: tall }
    }
    update()
    const observer = new ResizeObserver(update)
    observer.observe(outer)
    observer.observe(inner)
    inner.addEventListener('scroll', update, { passive: true })
    return () => {
      observer.disconnect()
      inner.removeEventListener('scroll', update)
    }
  }, [isNarrow.value])
}

/** Brings what the link selects into sight. */
function useReveal(scroller: { readonly current: HTMLDivElement | null }): void {
  const { id, kind, lane = -1, exchange, callback } = selected.value ?? {}
  useEffect(() => {
    const element = scroller.current
    if (!element || lane < 0) return
    const top = faultsHeight() + (rows.value.tops[lane] ?? 0)
    const bottom = faultsHeight() + (rows.value.tops[lane + 1] ?? 0)
    if (top < element.scrollTop) element.scrollTop = top
    else if (bottom > element.scrollTop + element.clientHeight) {
      element.scrollTop = Math.min(top, bottom - element.clientHeight)
    }
    const time = exchange?.time ?? callback?.time ?? lanes.value[lane]?.call?.start
    if (time === undefined) return
    const x = toScreen(time)
    if (x < 0 || x > chart.value.width - 20) scrollTo(time, chart.value.width / 2)
  }, [kind, id, lane])
}

function useWheel(scroller: { readonly current: HTMLDivElement | null }): void {
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const onWheel = (event: WheelEvent) => {
      const isTall = element.scrollHeight > element.clientHeight
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        const { left } = element.getBoundingClientRect()
        zoomBy(
          Math.exp(Math.sign(event.deltaY) * Math.min(0.5, Math.abs(event.deltaY) / 200)),
          event.clientX - left - (isNarrow.value ? 0 : 168),
        )
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY) || !isTall) {
        event.preventDefault()
        panBy(event.shiftKey || Math.abs(event.deltaX) < Math.abs(event.deltaY) ? event.deltaY : event.deltaX)
      }
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [])
}

/** Pans while the pointer is down on the chart; two fingers zoom. */
const fingers = new Map<number, number>()

function startPan(event: TargetedPointerEvent<SVGSVGElement>): void {
  if (event.button !== 0) return
  const svg = event.currentTarget
  const isMark = event.target instanceof Element && event.target.closest('.mark') !== null
  if (isMark && event.pointerType === 'mouse') return
  fingers.set(event.pointerId, event.clientX)
  let moved = 0
  const move = (next: PointerEvent) => {
    const before = fingers.get(next.pointerId)
    if (before === undefined) return
    const [one, other] = [...fingers].map(([, x]) => x)
    fingers.set(next.pointerId, next.clientX)
    if (fingers.size === 2 && one !== undefined && other !== undefined) {
      const [a = 0, b = 0] = [...fingers].map(([, x]) => x)
      const middle = (a + b) / 2 - svg.getBoundingClientRect().left
      if (Math.abs(a - b) > 20 && Math.abs(one - other) > 20) zoomBy(Math.abs(one - other) / Math.abs(a - b), middle)
      return
    }
    moved += Math.abs(next.clientX - before)
    if (moved > 3) {
      svg.setPointerCapture(next.pointerId)
      panBy(before - next.clientX)
    }
  }
  const stop = (next: PointerEvent) => {
    fingers.delete(next.pointerId)
    svg.removeEventListener('pointermove', move)
    svg.removeEventListener('pointerup', stop)
    svg.removeEventListener('pointercancel', stop)
  }
  svg.addEventListener('pointermove', move)
  svg.addEventListener('pointerup', stop)
  svg.addEventListener('pointercancel', stop)
}

/** Selects another request: the next or previous one of all, or of the same call. */
function step(direction: 1 | -1, onSameCall: boolean): void {
  const list = shownExchanges.value
  const current = selected.value
  const at = current?.exchange ? list.indexOf(current.exchange) : -1
  if (at < 0) {
    const next = direction > 0 ? list[Math.min(list.length - 1, findFirst(list, fromScreen(0)))] : list.at(-1)
    if (next) select(next.position)
    return
  }
  for (let index = at + direction; index >= 0 && index < list.length; index += direction) {
    const next = list[index]
    if (!next) return
    if (onSameCall && next.callId !== current?.exchange?.callId) continue
    select(next.position)
    return
  }
}

const select = (position: number) =>
  navigate('/timeline', { request: position, at: route.value.query.at }, { replace: true })

/** Selects the request on the next or the previous lane that is nearest in time. */
function stepLane(direction: 1 | -1): void {
  const current = selected.value
  const time = current?.exchange?.time ?? now.value
  for (let index = (current?.lane ?? -1) + direction; index >= 0 && index < lanes.value.length; index += direction) {
    const { requests } = lanes.value[index] ?? { requests: [] }
    const nearest = requests.reduce<(typeof requests)[number] | undefined>(
      (best, one) => (!best || Math.abs(one.time - time) < Math.abs(best.time - time) ? one : best),
      undefined,
    )
    if (nearest) {
      select(nearest.exchange.position)
      return
    }
  }
}

function moveByArrows(event: TargetedKeyboardEvent<HTMLDivElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const { key, shiftKey } = event
  const actions: { readonly [key: string]: () => void } = {
    ArrowLeft: () => (shiftKey ? panBy(-120) : step(-1, true)),
    ArrowRight: () => (shiftKey ? panBy(120) : step(1, true)),
    ArrowUp: () => stepLane(-1),
    ArrowDown: () => stepLane(1),
    Home: () => select(shownExchanges.value[0]?.position ?? 0),
    End: () => select(shownExchanges.value.at(-1)?.position ?? 0),
  }
  const action = actions[key]
  if (!action) return
  event.preventDefault()
  action()
}

function useTimelineKeys(): void {
  const group = 'Timeline'
  useShortcuts([
    { keys: 'j', does: 'next request', group, run: () => step(1, false) },
    { keys: 'k', does: 'previous request', group, run: () => step(-1, false) },
    { keys: ']', does: 'next on this call', group, run: () => step(1, true) },
    { keys: '[', does: 'previous on this call', group, run: () => step(-1, true) },
    {
      keys: 'Enter',
      does: 'open the request',
      group,
      run: () => selected.value?.exchange && navigate(`/requests/${selected.value.exchange.position}`),
    },
    { keys: '+', does: 'zoom in', group, run: () => zoomBy(0.5) },
    { keys: '=', does: 'zoom in', group: '', run: () => zoomBy(0.5) },
    { keys: '-', does: 'zoom out', group, run: () => zoomBy(2) },
    { keys: 'f', does: 'fit', group, run: fit },
    { keys: 'l', does: 'follow now', group, run: () => void (following.value = !following.value) },
    {
      keys: 'u',
      does: 'fold or unfold idle time',
      group,
      run: () => void (folding.value = folding.value === 'on' ? 'off' : 'on'),
    },
    { keys: ',', does: 'look back: previous event', group, run: () => stepCursor(-1) },
    { keys: '.', does: 'look back: next event', group, run: () => stepCursor(1) },
    {
      keys: 'Escape',
      does: 'close, back to now',
      group,
      run: () => {
        if (selection.value) navigate('/timeline', { at: route.value.query.at })
        else if (cursor.value !== undefined) setQuery({ at: undefined })
      },
    },
  ])
}
