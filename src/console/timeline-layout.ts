// Pure: where things are on the axis of the timeline, in pixels, and which rows are in sight.

/** A part of the axis: linear, or a fold that stands for idle time. */
export interface Segment {
  readonly from: number
  readonly to: number
  readonly x: number
  readonly width: number
  readonly isFold: boolean
}

/** The axis: a monotonic map between times in Unix milliseconds and pixels from its start. */
export interface Scale {
  readonly segments: readonly Segment[]
  /** The length of the axis in pixels. */
  readonly width: number
  /** Milliseconds for a pixel outside of folds. */
  readonly perPixel: number
  toX(time: number): number
  toTime(x: number): number
}

/** What an axis is made from. */
export interface ScaleInit {
  /** The times at which something is, in ascending order; between them time is idle. Now need not be among them. */
  readonly instants: ArrayLike<number>
  readonly perPixel: number
  /** Whether idle time is folded. */
  readonly folding: boolean
  /** The time of the clock: before it the axis keeps more room, so that it does not jump while time passes. */
  readonly now: number
}

/** The width of a fold in pixels. */
export const foldWidth = 40

/** How many pixels beside an instant are not folded. */
const foldMargin = 40

/** How many pixels before now are not folded. */
const nowMargin = 120

/** Creates the axis. The part that a fold hides grows from nothing, so the axis never jumps. */
export function createScale({ instants, perPixel, folding, now }: ScaleInit): Scale {
  const segments: Segment[] = []
  const first = Math.min(instants[0] ?? now, now)
  const last = Math.max(instants[instants.length - 1] ?? now, now)
  let x = 0
  let start = first
  const add = (to: number, isFold: boolean) => {
    const width = isFold ? foldWidth : (to - start) / perPixel
    if (to > start) segments.push({ from: start, to, x, width, isFold })
    x += to > start ? width : 0
    start = to
  }
  if (folding) {
    const fold = (from: number, to: number, after: number) => {
      if ((to - from) / perPixel <= foldMargin + foldWidth + after) return
      add(from + foldMargin * perPixel, false)
      add(to - after * perPixel, true)
    }
    const least = (foldMargin + foldWidth + foldMargin) * perPixel
    let previous = first
    let index = 0
    for (; index < instants.length; index++) {
      const instant = instants[index] ?? now
      if (instant >= now) break
      if (instant - previous > least) fold(previous, instant, foldMargin)
      previous = instant
    }
    fold(previous, now, nowMargin)
    previous = now
    for (; index < instants.length; index++) {
      const instant = instants[index] ?? now
      if (instant - previous > least) fold(previous, instant, foldMargin)
      previous = instant
    }
  }
  add(last, false)
  if (segments.length === 0) segments.push({ from: first, to: first + perPixel, x: 0, width: 1, isFold: false })
  const find = (isAfter: (segment: Segment) => boolean): Segment => {
    let low = 0
    let high = segments.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      const segment = segments[middle]
      if (segment && !isAfter(segment)) low = middle
      else high = middle - 1
    }
    // There is at least one.
    return segments[low] as Segment
  }
  return {
    segments,
    width: x,
    perPixel,
    toX(time) {
      if (time <= first) return (time - first) / perPixel
      if (time >= last) return x + (time - last) / perPixel
      const segment = find(({ from }) => from > time)
      return segment.x + ((time - segment.from) / (segment.to - segment.from)) * segment.width
    },
    toTime(position) {
      if (position <= 0) return first + position * perPixel
      if (position >= x) return last + (position - x) * perPixel
      const segment = find(one => one.x > position)
      return segment.from + ((position - segment.x) / segment.width) * (segment.to - segment.from)
    },
  }
}

/** The finest and the coarsest zoom, in milliseconds for a pixel. */
export const zoomLimits = { least: 0.02, most: 86_400_000 } as const

/** The finest zoom at which the whole axis fits into a width. */
export function fitZoom(init: Omit<ScaleInit, 'perPixel'>, width: number): number {
  let [fine, coarse] = [Math.log(zoomLimits.least), Math.log(zoomLimits.most)]
  for (let step = 0; step < 40; step++) {
    const middle = (fine + coarse) / 2
    if (createScale({ ...init, perPixel: Math.exp(middle) }).width > width) fine = middle
    else coarse = middle
  }
  return Math.exp(coarse)
}

const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map(seconds => seconds * 1_000),
  ...[1, 2, 5, 10, 15, 30].map(minutes => minutes * 60_000),
  ...[1, 2, 3, 6, 12].map(hours => hours * 3_600_000),
  ...[1, 2, 7, 14, 28, 91, 364, 3_640].map(days => days * 86_400_000),
]

/** The distance of ticks, in milliseconds: round, and at least `least` pixels. */
export const toTickStep = (perPixel: number, least = 64): number =>
  steps.find(step => step >= least * perPixel) ?? Math.ceil((least * perPixel) / 86_400_000) * 86_400_000

/** A tick of the axis. `isFull` ticks show the whole time, others the part that changed. */
export interface Tick {
  readonly time: number
  readonly x: number
  readonly isFull: boolean
}

/**
 * The ticks between two positions. The first one, the first one after a fold and each of a new minute are full; a full one
 * has `fullWidth` pixels to itself. `offset` is the zone's, in milliseconds.
 */
export function listTicks(scale: Scale, from: number, to: number, offset = 0, fullWidth = 76): readonly Tick[] {
  const step = toTickStep(scale.perPixel)
  const unit = step < 1_000 ? 1_000 : step < 60_000 ? 60_000 : 86_400_000
  const ticks: Tick[] = []
  let free = Number.NEGATIVE_INFINITY
  let previous: number | undefined
  const left = scale.toTime(from)
  const right = scale.toTime(to)
  const around = [
    { from: Number.NEGATIVE_INFINITY, to: scale.segments[0]?.from ?? 0, isFold: false },
    ...scale.segments,
    { from: scale.segments.at(-1)?.to ?? 0, to: Number.POSITIVE_INFINITY, isFold: false },
  ]
  for (const segment of around) {
    if (segment.isFold) {
      previous = undefined
      continue
    }
    const begin = Math.max(left, segment.from)
    const end = Math.min(right, segment.to)
    for (let time = Math.ceil((begin + offset) / step) * step - offset; time <= end; time += step) {
      const isFull =
        previous === undefined || Math.floor((previous + offset) / unit) !== Math.floor((time + offset) / unit)
      const x = scale.toX(time)
      if (x < free) continue
      ticks.push({ time, x, isFull })
      free = x + (isFull ? fullWidth : 36)
      previous = time
    }
  }
  return ticks
}

/** Something on the axis. */
export interface Point {
  readonly time: number
  readonly kind: string
}

/** One or several points that are drawn as one mark. */
export interface Placed<Item extends Point> {
  /** The middle of the mark in pixels. */
  readonly x: number
  readonly width: number
  /** The kind of all of them, or of the most important one. */
  readonly kind: string
  readonly items: readonly Item[]
}

/** The width of a single mark in pixels, with a little room. */
const markWidth = 13

/** How near marks of one kind come before they are one, in pixels. */
const nearest = 9

/** How far a mark may be moved to the right of its time, in pixels. */
const mostDrift = 48

const toWidth = (count: number) => (count === 1 ? markWidth : 27 + 7 * `${count}`.length)

/**
 * Places points, which are in the order of time, on a line: near ones of one kind become one with a count, and what has no
 * room is moved a little to the right. If even that does not help, they become one of the kind that `kinds` names first.
 */
export function placePoints<Item extends Point>(
  points: readonly Item[],
  toX: (time: number) => number,
  kinds: readonly string[] = [],
): readonly Placed<Item>[] {
  const placed: { start: number; end: number; right: number; kind: string; items: Item[] }[] = []
  for (const point of points) {
    const x = toX(point.time)
    const last = placed.at(-1)
    const overlap = last ? last.right - (x - markWidth / 2) : 0
    if (last && ((last.kind === point.kind && x - last.end < nearest) || overlap > mostDrift)) {
      last.items.push(point)
      last.end = Math.max(last.end, x)
      if (kinds.indexOf(point.kind) < kinds.indexOf(last.kind)) last.kind = point.kind
      last.right = last.start + toWidth(last.items.length)
      continue
    }
    const start = x - markWidth / 2 + Math.max(0, overlap)
    placed.push({ start, end: x, right: start + markWidth, kind: point.kind, items: [point] })
  }
  return placed.map(({ start, right, kind, items }) => ({ x: (start + right) / 2, width: right - start, kind, items }))
}

/** The items of a list in the order of time that are within a range. */
export function sliceByTime<Item extends { readonly time: number }>(
  items: readonly Item[],
  from: number,
  to: number,
): readonly Item[] {
  return items.slice(findFirst(items, from), findFirst(items, to + 1))
}

/** The index of the first item that is not before a time. */
export function findFirst(items: readonly { readonly time: number }[], time: number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((items[middle]?.time ?? 0) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** Rows one below the other. */
export interface Rows {
  /** The top of each row, and the bottom of the last one. */
  readonly tops: readonly number[]
  readonly height: number
  /** The indexes of the rows that overlap a range: the first one, and the one after the last one. */
  visible(top: number, bottom: number): readonly [first: number, end: number]
}

/** Stacks rows of the given heights. */
export function stackRows(heights: readonly number[]): Rows {
  const tops = [0]
  for (const height of heights) tops.push((tops.at(-1) ?? 0) + height)
  const indexAt = (y: number) => {
    let low = 0
    let high = heights.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((tops[middle + 1] ?? 0) <= y) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    tops,
    height: tops.at(-1) ?? 0,
    visible: (top, bottom) => [indexAt(top), Math.min(heights.length, indexAt(Math.max(top, bottom - 1)) + 1)],
  }
}

/** How many points of each kind fall into each of `bins` equal parts of a range. */
export function countBins(
  points: readonly Point[],
  from: number,
  to: number,
  bins: number,
): readonly { readonly [kind: string]: number }[] {
  const counts: { [kind: string]: number }[] = Array.from({ length: bins }, () => ({}))
  const size = (to - from) / bins || 1
  for (const { time, kind } of points) {
    const bin = counts[Math.min(bins - 1, Math.max(0, Math.floor((time - from) / size)))]
    if (bin) bin[kind] = (bin[kind] ?? 0) + 1
  }
  return counts
}
