import { expect, test } from 'vitest'
import { createRandom } from '../../src/emulator/random.ts'
import { createTimeline } from '../../src/emulator/timeline.ts'
import { checkScenario } from '../../src/scenarios/validate.ts'
import { parseTree } from '../../src/scenarios/yaml.ts'
import { largestSnapshot, readSnapshotText } from '../../src/server/read-body.ts'
import { createSecrets } from '../../src/text/redact.ts'
import { sign } from '../../src/usersig/sign.ts'
import { createSignatureCache } from '../../src/usersig/verify.ts'
import { claim, good } from '../usersig/forge.ts'

test('Returns the items of a timeline with a million of them in order', () => {
  const { nextWord } = createRandom(1, 'timeline')
  const timeline = createTimeline<number>()
  const million = 1_000_000
  // Few times, so that about thirty items share each.
  for (let item = 0; item < million; item++) timeline.add(nextWord() >>> 17, item)
  expect(timeline.size).toBe(million)
  let [mistakes, last] = [0, { at: -1, item: -1 }]
  for (let next = timeline.take(million); next; next = timeline.take(million)) {
    if (next.at < last.at || (next.at === last.at && next.item <= last.item)) mistakes++
    last = next
  }
  expect([mistakes, timeline.size]).toEqual([0, 0])
})

/** A body of this many bytes in pieces of 16 MiB, and the number of pieces that were read. */
function toStream(size: number) {
  const piece = new Uint8Array(16_777_216).fill(0x20)
  const seen = { pieces: 0 }
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const rest = size - seen.pieces * piece.length
      if (rest <= 0) return controller.close()
      seen.pieces++
      controller.enqueue(rest < piece.length ? piece.subarray(0, rest) : piece)
    },
  })
  return { stream, seen }
}

test('Reads a snapshot of 256 MiB, and stops reading a longer one', async () => {
  expect(await readSnapshotText(toStream(largestSnapshot).stream)).toMatchObject({ text: expect.any(String) })
  expect(await readSnapshotText(toStream(largestSnapshot + 1).stream)).toEqual({ unreadable: 'too large' })
  const { stream, seen } = toStream(Number.POSITIVE_INFINITY)
  expect(await readSnapshotText(stream)).toEqual({ unreadable: 'too large' })
  expect(seen.pieces).toBeLessThan(40)
})

test('Holds 10,000 UserSigs in a cache by default', () => {
  const cache = createSignatureCache()
  for (let more = 0; more < 10_001; more++) cache.verify(sign({ ...good, time: good.time + more }), claim)
  expect(cache.size).toBe(10_000)
})

// Each takes about a second; a quadratic algorithm would take minutes.
const linear = 40_000

test('Validates a hundred thousand calls in linear time', () => {
  const then = [
    { at: '5s', user: 'user2', does: 'answer' },
    { at: '1m', user: 'user1', does: 'hangup' },
  ]
  const call = { from: 'user1', to: ['user2'], media: 'audio', then }
  const calls = Array.from({ length: 100_000 }, (_, index) => ({ ...call, id: `call-${index}` }))
  const before = performance.now()
  expect(checkScenario({ ringback: 1, calls })).toHaveProperty('plan')
  expect(performance.now() - before).toBeLessThan(linear)
})

test('Parses a YAML map of thirty thousand keys in linear time', () => {
  const text = Array.from({ length: 30_000 }, (_, index) => `a${index}: 1`).join('\n')
  const before = performance.now()
  expect(parseTree(text).issues).toEqual([])
  expect(performance.now() - before).toBeLessThan(linear)
})

test('Masks a secret among ten thousand, whole, cut or in part', () => {
  const keys = Array.from({ length: 10_000 }, (_, at) => `${at}`.padStart(8, '0').repeat(8))
  const { mask, isIn } = createSecrets(keys)
  const key = keys[4321] ?? ''
  expect(mask(`key=${key}&a=b`)).toBe('key=…4321&a=b')
  expect(mask(`"${key.slice(0, 40)}…"`)).toBe('"…"')
  expect(mask(`at ${key.slice(13, 31)} there`)).toBe('at … there')
  expect(mask(`${key.slice(0, 12)} is too little`)).toBe(`${key.slice(0, 12)} is too little`)
  expect([isIn(`x${key}x`), isIn(key.slice(1))]).toEqual([true, false])
})
