import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countBins,
  createScale,
  findFirst,
  fitZoom,
  listTicks,
  placePoints,
  sliceByTime,
  stackRows,
  toTickStep,
} from '../../src/console/timeline-layout.ts'

const start = Date.parse('2026-01-15T09:30:00Z')

const ascending = (numbers: readonly number[]) => [...new Set(numbers)].sort((one, other) => one - other)

/** Times within ten minutes or a month, the time of the clock among them. */
const axis = fc
  .record({
    offsets: fc.array(fc.oneof(fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 0, max: 2_592_000_000 })), {
      minLength: 1,
      maxLength: 60,
    }),
    now: fc.integer({ min: 0, max: 2_592_000_000 }),
    perPixel: fc.double({ min: 0.05, max: 600_000, noNaN: true }),
    folding: fc.boolean(),
  })
  .map(({ offsets, now, perPixel, folding }) => ({
    instants: ascending([...offsets, now]).map(offset => start + offset),
    now: start + now,
    perPixel,
    folding,
  }))

describe('The axis', () => {
  test('Orders places as times', () => {
    fc.assert(
      fc.property(axis, init => {
        const { toX } = createScale(init)
        const places = init.instants.map(toX)
        expect(places).toEqual(places.toSorted((one, other) => one - other))
      }),
    )
  })

  test('Maps a place back to its time', () => {
    fc.assert(
      fc.property(axis, fc.double({ min: -0.2, max: 1.2, noNaN: true }), (init, part) => {
        const { toX, toTime } = createScale(init)
        const [first = 0, last = 0] = [init.instants[0], init.instants.at(-1)]
        const time = first + part * (last - first + 1_000)
        expect(Math.abs(toX(toTime(toX(time))) - toX(time))).toBeLessThan(0.01)
      }),
    )
  })

  test('Covers every instant without gaps and hides none in a fold', () => {
    fc.assert(
      fc.property(axis, init => {
        const { segments, width } = createScale(init)
        segments.forEach((segment, index) => {
          const next = segments[index + 1]
          expect(segment.to).toBe(next?.from ?? segment.to)
          expect(segment.x + segment.width).toBeCloseTo(next?.x ?? width, 3)
        })
        const folds = segments.filter(({ isFold }) => isFold)
        for (const { from, to } of folds) {
          expect(init.instants.some(instant => instant > from && instant < to)).toBe(false)
        }
        if (!init.folding) expect(folds).toEqual([])
      }),
    )
  })

  test('Is never longer with folds, and never longer at a coarser zoom', () => {
    fc.assert(
      fc.property(axis, init => {
        const { width } = createScale(init)
        expect(createScale({ ...init, folding: true }).width).toBeLessThanOrEqual(width + 0.1)
        expect(createScale({ ...init, perPixel: init.perPixel * 1.1 }).width).toBeLessThanOrEqual(width + 0.1)
      }),
    )
  })

  test('Does not jump while time passes', () => {
    const instants = [0, 5_000].map(offset => start + offset)
    let before: number | undefined
    for (let offset = 5_100; offset < 120_000; offset += 100) {
      const now = start + offset
      const x = createScale({ instants: [...instants, now], now, perPixel: 100, folding: true }).toX(now)
      expect(x - (before ?? x - 1)).toBeLessThanOrEqual(1.001)
      before = x
    }
  })

  test('Fits into a width', () => {
    fc.assert(
      fc.property(axis, fc.integer({ min: 200, max: 4_000 }), ({ perPixel: _, ...init }, width) => {
        expect(createScale({ ...init, perPixel: fitZoom(init, width) }).width).toBeLessThanOrEqual(width + 0.1)
      }),
    )
  })
})

describe('Ticks', () => {
  test('Are round, in order, apart, and outside of folds', () => {
    fc.assert(
      fc.property(axis, init => {
        const scale = createScale(init)
        const step = toTickStep(scale.perPixel)
        const ticks = listTicks(scale, 0, Math.min(scale.width, 2_000))
        ticks.forEach(({ time, x }, index) => {
          expect(time % step).toBe(0)
          const previous = ticks[index - 1]
          if (previous) expect(x - previous.x).toBeGreaterThanOrEqual(previous.isFull ? 76 : 36)
          expect(scale.segments.some(({ isFold, from, to }) => isFold && time > from && time < to)).toBe(false)
        })
      }),
    )
  })

  test.each([
    [1, 100],
    [100, 10_000],
    [1_000, 120_000],
    [60_000, 7_200_000],
  ])('Have a round distance at %d ms for a pixel', (perPixel, step) => {
    expect(toTickStep(perPixel)).toBe(step)
  })
})

describe('Marks', () => {
  const points = fc
    .array(fc.record({ time: fc.integer({ min: 0, max: 20_000 }), kind: fc.constantFrom('ok', 'failed') }), {
      maxLength: 200,
    })
    .map(list => list.sort((one, other) => one.time - other.time))

  const toX = (time: number) => time / 20

  test('Keep every point in order', () => {
    fc.assert(
      fc.property(points, list => {
        expect(placePoints(list, toX).flatMap(({ items }) => items)).toEqual(list)
      }),
    )
  })

  test('Do not cover each other and stay near their times', () => {
    fc.assert(
      fc.property(points, list => {
        const placed = placePoints(list, toX, ['failed', 'ok'])
        placed.forEach(({ x, width, items }, index) => {
          const previous = placed[index - 1]
          if (previous) expect(x - width / 2).toBeGreaterThanOrEqual(previous.x + previous.width / 2 - 0.001)
          expect(x - width / 2 + 6.5 - toX(items[0]?.time ?? 0)).toBeLessThanOrEqual(48.001)
        })
      }),
    )
  })

  test('Count points of one kind at one time as one mark', () => {
    const list = Array.from({ length: 24 }, () => ({ time: 100, kind: 'ok' }))
    expect(placePoints(list, toX)).toMatchObject([{ kind: 'ok', items: { length: 24 } }])
  })

  test('Show the most important kind of a mixed crowd', () => {
    const list = Array.from({ length: 40 }, (_, index) => ({ time: 100, kind: index % 2 === 0 ? 'ok' : 'failed' }))
    expect(
      placePoints(list, toX, ['failed', 'ok']).some(({ kind, items }) => kind === 'failed' && items.length > 10),
    ).toBe(true)
  })
})

test('Rows in sight are those that overlap the window', () => {
  const heights = fc.array(fc.integer({ min: 10, max: 200 }), { minLength: 1, maxLength: 100 })
  fc.assert(
    fc.property(heights, fc.nat(5_000), fc.integer({ min: 1, max: 800 }), (list, top, height) => {
      const { tops, visible, height: total } = stackRows(list)
      fc.pre(top < total)
      const [first, end] = visible(top, top + height)
      const seen = list.flatMap((one, index) => {
        const y = tops[index] ?? 0
        return y < top + height && y + one > top ? [index] : []
      })
      expect([first, end - 1]).toEqual([seen[0], seen.at(-1)])
    }),
  )
})

test('Items of a range are found by their times', () => {
  const items = [1, 2, 2, 5, 9].map(time => ({ time }))
  expect(sliceByTime(items, 2, 5).map(({ time }) => time)).toEqual([2, 2, 5])
  expect([0, 2, 6, 10].map(time => findFirst(items, time))).toEqual([0, 1, 4, 5])
})

test('Bins count every point once', () => {
  const points = [0, 0, 5, 9, 10].map(time => ({ time, kind: time === 5 ? 'failed' : 'ok' }))
  expect(countBins(points, 0, 10, 2)).toEqual([{ ok: 2 }, { failed: 1, ok: 2 }])
})
