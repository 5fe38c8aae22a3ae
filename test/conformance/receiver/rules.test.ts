import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toReport } from '../../../src/conformance/receiver/check.ts'
import type { Played } from '../../../src/conformance/receiver/play.ts'
import { probes } from '../../../src/conformance/receiver/probes/list.ts'
import { rules } from '../../../src/conformance/receiver/rules/list.ts'
import { type DeliveryResult, tooSlow } from '../../../src/emulator/callbacks/delivery-result.ts'

const subject = { url: 'http://receiver/callback', sdkAppId: 88888888 }

const outcome: fc.Arbitrary<DeliveryResult> = fc.oneof(
  fc.constant({ status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' }),
  fc.record({
    status: fc.constantFrom(200, 204, 403, 500),
    text: fc.constantFrom('', '{}', '[]', 'null', '<p>', '{"ErrorCode":7}'),
  }),
  fc.constant({ unanswered: tooSlow }),
  fc.constant({ unanswered: 'It reset the connection.' }),
)

const toShots = (outcomes: readonly DeliveryResult[]) =>
  outcomes.map(outcome => ({ parcel: { target: subject.url, body: '{}' }, outcome, took: 1 }))

/** Whatever can come of every probe, those included that were never sent. */
const anything: fc.Arbitrary<readonly Played[]> = fc
  .tuple(...probes.map(() => fc.tuple(fc.array(outcome, { maxLength: 3 }), fc.boolean())))
  .map(all =>
    all.flatMap(([outcomes, gone], index) => {
      const probe = probes[index]
      if (!probe) return []
      return [
        outcomes.length > 0 ? { probe, shots: toShots(outcomes), gone } : { probe, shots: [], unplayed: 'Left out.' },
      ]
    }),
  )

test('a rule has never passed without an outcome, and whatever is said of it says why', () => {
  fc.assert(
    fc.property(anything, played => {
      for (const { rule, verdict, details, broken } of toReport(subject, played).findings) {
        const own = played.filter(({ probe }) => rule.probes.includes(probe.id))
        const isSent = own.some(({ shots }) => shots.length > 0)
        if (!isSent) expect(verdict).toBe('not exercised')
        if (verdict === 'passed') expect([details, broken]).toEqual([[], []])
        else expect(details.length).toBeGreaterThan(0)
        expect(broken.length > 0).toBe(verdict === 'failed')
      }
    }),
  )
})

test('where nothing ever answered nothing has passed or failed', () => {
  const silent = fc.constant({ unanswered: 'It reset the connection.' })
  fc.assert(
    fc.property(fc.tuple(...probes.map(() => fc.array(silent, { maxLength: 2 }))), all => {
      const played = probes.map((probe, index) => ({ probe, shots: toShots(all[index] ?? []) }))
      const { verdict, findings, silence } = toReport(subject, played)
      expect(silence).toBeTruthy()
      expect(new Set([verdict, ...findings.map(({ verdict }) => verdict)])).toEqual(new Set(['not exercised']))
    }),
  )
})

test('the check fails by errors alone', () => {
  fc.assert(
    fc.property(anything, played => {
      const { verdict, findings } = toReport(subject, played)
      const errors = findings.filter(({ rule, verdict }) => verdict === 'failed' && rule.severity === 'error')
      expect(verdict === 'failed').toBe(errors.length > 0)
    }),
  )
})

test('ids are told apart and stand in order, and every probe is judged by a rule', () => {
  expect(rules.map(({ id }) => id)).toEqual(rules.map((_, index) => `RB-W${`${index + 1}`.padStart(2, '0')}`))
  const judged = new Set(rules.flatMap(({ probes }) => probes))
  expect(probes.filter(({ id }) => !judged.has(id))).toEqual([])
})
