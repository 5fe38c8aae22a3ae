import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Effect } from '../../src/faults/fault.ts'
import { freeze } from '../call/play.ts'
import { arm, pass, toFault, toRefusal } from './arm.ts'

// What holds for every request, whatever is armed.

const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.constantFrom<Effect>(
    toRefusal('a'),
    toRefusal('b'),
    { http: 502 },
    { drop: 'before' },
    { delay: 1, body: 'html' },
  ),
  fc.constantFrom<Effect>(
    { delay: 1 },
    { delay: 2 },
    { body: 'empty' },
    { omit: ['ActionStatus'] },
    { mistype: ['ErrorCode'] },
    { dribble: 9 },
  ),
)
const fault = fc
  .record({ effect, skip: fc.nat(2), times: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY), from: fc.nat(3) })
  .map(({ effect, ...rest }) => toFault(effect, rest))

test('what is done to a request is what the faults that struck it do, and the counts say which', () => {
  fc.assert(
    fc.property(fc.array(fault, { maxLength: 6 }), fc.constantFrom('transport', 'application'), (faults, stage) => {
      let armed = arm(...faults)
      for (let elapsed = 0; elapsed < 8; elapsed++) {
        const met = pass(freeze(armed), { stage, elapsed })
        const done = met.struck.flatMap(one => Object.keys(one.fault.effect))
        expect(
          Object.keys(met.effect)
            .filter(key => Reflect.get(met.effect, key) !== undefined)
            .sort(),
        ).toEqual([...new Set(done)].sort())
        expect(
          met.struck.filter(one => Object.keys(one.fault.effect).some(key => key !== 'delay')).length,
        ).toBeLessThan(2)
        for (const [index, one] of armed.entries()) {
          const now = met.armed[index]?.count
          const hit = met.struck.includes(one) ? 1 : 0
          expect(now?.hit).toBe(one.count.hit + hit)
          expect([0, 1]).toContain((now?.matched ?? 0) - one.count.matched)
          expect(now?.hit).toBeLessThanOrEqual(one.fault.times)
        }
        armed = met.armed
      }
    }),
    { numRuns: 300 },
  )
})
