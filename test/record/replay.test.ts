import fc from 'fast-check'
import { expect, test } from 'vitest'
import { invitationActions, memberActions, wholeCallActions } from '../../src/call/call.ts'
import { start, step } from '../../src/call/transition.ts'
import type { FaultInput } from '../../src/faults/fault.ts'
import type { RecordedResponse } from '../../src/record/exchange.ts'
import type { Anonymizer } from '../../src/scenarios/anonymizer.ts'
import type { CallInput, ScenarioInput, StepInput } from '../../src/scenarios/schema.ts'
import { parseScenario } from '../../src/scenarios/yaml.ts'
import { isRecord } from '../../src/text/data.ts'
import { createEmulator } from '../create-emulator.ts'
import { listen, type Request, send } from './play.ts'

const users = ['zoe#1', 'yan#2', 'xia#3', 'wim#4', 'vic#5']
const sdkAppId = 1_400_000_077

/** Actions happen at quarters of a second, in milliseconds. */
const quarter = 250

/** A call with the possible ones of some actions. */
const call = (index: number) =>
  fc
    .record({
      at: fc.nat(24),
      cast: fc.shuffledSubarray(users, { minLength: 2 }),
      media: fc.constantFrom('audio' as const, 'video' as const),
      room: fc.option(fc.constantFrom('lobby#9', 9_999), { nil: undefined }),
      group: fc.option(fc.constant('@TGS#7'), { nil: undefined }),
      ring: fc.constantFrom('8s' as const, '25s' as const, 'never' as const),
      drawn: fc.array(
        fc.record({
          pause: fc.nat(20),
          action: fc.constantFrom(...memberActions, ...invitationActions, ...wholeCallActions),
          user: fc.constantFrom(...users),
        }),
        { maxLength: 6 },
      ),
    })
    .map(({ at, cast: [from = '', ...to], media, room, group, ring, drawn }): CallInput => {
      const then: StepInput[] = []
      const started = start({ id: '', from, to, media, ring: Number.POSITIVE_INFINITY }, 0)
      let now = 'call' in started ? started.call : undefined
      let time = 0
      for (const { pause, action, user } of drawn) {
        time += pause
        if (ring === '8s' && time >= 32) break
        // The time of an invitation's end can only be guessed.
        if (action === 'invite' && ring !== 'never') continue
        const command = toCommand(action, user)
        const next = now && step(now, command, time)
        if (!next || 'code' in next) continue
        now = next.call
        then.push({ at: `${time * quarter}ms`, ...command })
      }
      return { id: `call#${index}#of-somebody`, at: `${at * quarter}ms`, from, to, media, room, group, ring, then }
    })

function toCommand(
  action: (typeof memberActions)[number] | (typeof invitationActions)[number] | (typeof wholeCallActions)[number],
  user: string,
) {
  const member = memberActions.find(one => one === action)
  if (member) return { does: member, user }
  const invitation = invitationActions.find(one => one === action)
  if (invitation) return { does: invitation, users: [user] }
  return { does: wholeCallActions.find(one => one === action) ?? 'end' } as const
}

const fault: fc.Arbitrary<FaultInput> = fc
  .record({
    on: fc.constantFrom('get_call_info' as const, 'get_record_by_callid' as const),
    skip: fc.nat(4),
    times: fc.integer({ min: 1, max: 3 }),
  })
  .chain(where =>
    fc
      .constantFrom(
        { error: 101001 } as const,
        { error: 60008 } as const,
        { error: 101004 } as const,
        { http: 502 },
        { body: 'empty' } as const,
        { body: 'html' } as const,
        { omit: ['RequestId'] } as const,
        { drop: 'before' } as const,
      )
      .map(effect => ({ ...where, ...effect })),
  )

const callsArbitrary = fc.integer({ min: 1, max: 2 }).chain(size =>
  fc.record({
    calls: fc.tuple(...Array.from({ length: size }, (_, index) => call(index))),
    faults: fc.array(fault, { maxLength: 3 }),
  }),
)

test('Answers the same client with the same answers at the same times', async () => {
  await fc.assert(
    fc.asyncProperty(callsArbitrary, async ({ calls, faults }) => {
      const scenario: ScenarioInput = {
        ringback: 1,
        start: '2026-03-01T12:00:00Z',
        apps: [{ sdkAppId, secretKey: 'k', admins: ['boss'] }],
        calls,
        faults,
      }
      const requests = toRequests(calls)
      const recorder = listen()
      const seen = await send(createEmulator({ scenario, clock: 'manual' }), requests, recorder)
      const { text, facts, anonymizer } = recorder.toRecording()
      const plan = parseScenario(text)
      const repeated = createEmulator({
        scenario: { ...plan, start: Date.parse('2026-03-01T12:00:00Z') - facts.lead },
        clock: 'manual',
      })
      await repeated.clock.advance(facts.lead)
      const answers = await send(
        repeated,
        requests.map(request => rename(request, anonymizer)),
      )
      expect(answers.map(toComparable)).toEqual(seen.map(answer => toComparable(renameAnswer(answer, anonymizer))))
    }),
    { numRuns: 20 },
  )
})

const toRequests = (calls: readonly CallInput[]): Request[] => toAll(calls).toSorted((one, other) => one.at - other.at)

const toAll = (calls: readonly CallInput[]): Request[] => [
  ...Array.from({ length: 28 }, (_, tick) =>
    calls.map(({ id = '' }) => ({ at: tick * 700, command: 'get_call_info' as const, body: { CallId: id } })),
  ).flat(),
  ...[4, 7.3, 10.9, 14.2, 17.7, 21, 32, 55].flatMap(second =>
    calls.map(({ id = '' }) => ({ at: second * 1000, command: 'get_record_by_callid' as const, body: { CallId: id } })),
  ),
]

const rename = (request: Request, anonymizer: Anonymizer): Request => ({
  ...request,
  body: { CallId: anonymizer.toCall(sdkAppId, (request.body as { CallId: string }).CallId) },
})

function renameAnswer(answer: RecordedResponse, anonymizer: Anonymizer): RecordedResponse {
  if (!('status' in answer)) return answer
  const walk = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map(item => walk(item, key))
    if (isRecord(value)) {
      const own = Object.entries(value).map(([name, item]) => [
        name,
        name === 'RoomId' && item !== ''
          ? `${anonymizer.toRoom({ id: `${item}`, kind: value.RoomIdType === 1 ? 'number' : 'text' })}`
          : walk(item, name),
      ])
      return Object.fromEntries(own)
    }
    if (key.endsWith('_Account')) return anonymizer.toUser(`${value}`)
    if (key === 'CallId') return anonymizer.toCall(sdkAppId, `${value}`)
    if (key === 'ChatGroupId' && value !== '') return anonymizer.toGroup(`${sdkAppId}/${value}`)
    return value
  }
  try {
    return { ...answer, text: JSON.stringify(walk(JSON.parse(answer.text))) }
  } catch {
    return answer
  }
}

/** An answer without values that differ each time, with its members sorted. */
function toComparable(answer: RecordedResponse): unknown {
  if (!('status' in answer)) return Object.keys(answer)
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value
        .map(walk)
        .map(item => JSON.stringify(item))
        .sort()
    if (!isRecord(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        ['RequestId', 'ErrorInfo'].includes(name) ? typeof item : walk(item),
      ]),
    )
  }
  try {
    return [answer.status, walk(JSON.parse(answer.text))]
  } catch {
    return [answer.status, answer.text]
  }
}
