import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readWitness, toWitness } from '../../../build/fidelity/evidence.ts'
import { toFidelityTable } from '../../../build/fidelity.ts'
import { compareRuns } from '../../../src/conformance/server/baseline.ts'
import { type Evidence, EvidenceError, parseEvidence, toEvidence } from '../../../src/conformance/server/evidence.ts'
import type { ServerTarget } from '../../../src/conformance/server/request.ts'
import { operations } from '../../../src/contracts/operations.ts'
import { demoApp } from '../../../src/scenarios/demo-app.ts'
import { callId, change, check, type Serve } from './server.ts'

const at = Date.UTC(2026, 0, 15, 9, 30)
const toStoredEvidence = ({ target, runs }: Awaited<ReturnType<typeof check>>, other: Partial<ServerTarget> = {}) =>
  toEvidence({ ...target, ...other }, runs, { madeBy: '0.3.0', at })

const [first, second] = await Promise.all([check(), check()])
const evidence = toStoredEvidence(first)

/** Invented: no such run exists. */
const ofService = (day: number): Evidence => ({
  ...evidence,
  at: new Date(Date.UTC(2026, 0, day)).toISOString(),
  target: { kind: 'service', host: 'console.tim.qq.com' },
})

/** The changes between a run against the emulator and one against a server with other responses. */
const since = async (serve: Serve) => compareRuns(evidence, toStoredEvidence(await check(serve)))

test('Writes every probe and every rule as evidence, and reads it back', () => {
  expect(parseEvidence(JSON.stringify(evidence))).toEqual(evidence)
  expect(evidence).toMatchObject({ at: '2026-01-15T09:30:00.000Z', target: { kind: 'loopback', host: '127.0.0.1' } })
  expect(evidence.probes.map(({ id }) => id)).toEqual(first.runs.map(({ probe }) => probe.id))
  expect(evidence.rules.map(({ id, verdict }) => [id, verdict])).toEqual(
    first.report.results.map(({ rule, verdict }) => [rule.id, verdict]),
  )
})

test('Writes no secret and no account, id, room or address of the application as evidence', () => {
  const text = JSON.stringify(evidence.probes.map(({ id: _, ...rest }) => rest))
  const sigs = first.runs.flatMap(({ attempts }) =>
    attempts.flatMap(({ request }) => /usersig=([^&]{40,})/.exec(request.url)?.[1] ?? []),
  )
  expect(sigs.length).toBeGreaterThan(50)
  const own = [
    demoApp.secretKey,
    ...sigs,
    `${demoApp.sdkAppId}`,
    demoApp.admins[0],
    callId,
    'user1',
    'alice',
    'demo-room',
  ]
  for (const word of [...own, 'ringback-robot', 'ringback.invalid']) expect(text).not.toContain(word)
  expect(text).toContain('\\"Status\\":\\"Waiting\\"')
})

test('Names the host of the service and no other', () => {
  const place = (url: string) => toStoredEvidence(first, { url }).target
  expect(place('https://calls.example.com:8443/api')).toEqual({ kind: 'other', host: null })
  expect(place('http://[::1]:2255')).toEqual({ kind: 'loopback', host: '[::1]' })
  expect(place('https://adminapisgp.im.qcloud.com')).toEqual({ kind: 'service', host: 'adminapisgp.im.qcloud.com' })
  expect(place('https://console.tim.qq.com.example.com').kind).toBe('other')
})

test('Reports no change between two runs against the same server', () => {
  expect(compareRuns(evidence, toStoredEvidence(second))).toEqual([])
})

test('Reports changed codes, reasons, fields, types, values and verdicts', async () => {
  const changes = await since(async ({ forward, command, query, json }) => {
    const answer = await forward()
    return change(answer, answered => {
      if (!query.has('contenttype'))
        Object.assign(answered, { ErrorCode: answered.ErrorCode === 60025 ? 60002 : answered.ErrorCode })
      if (answered.ErrorCode === 60012) answered.ErrorInfo = 'the API needs an SDKAppID'
      const { CallInfo, UserList = [], ...rest } = Object(answered.Response)
      if (command === 'get_call_info' && json.CallId === callId) {
        CallInfo.Topic = 'x'
        CallInfo.RoomIdType = '0'
        delete CallInfo.ChatGroupId
        for (const member of UserList) if (member.Status === 'Waiting') member.Status = 'Ringing'
        answered.Response = { CallInfo, UserList, ...rest }
      }
    })
  })
  expect(changes).toEqual(
    expect.arrayContaining([
      {
        code: 'fact',
        probe: 'no-contenttype',
        fact: 'ErrorCode',
        before: '60025 (QueryWrong)',
        after: '60002 (HttpParseError)',
      },
      expect.objectContaining({ code: 'fact', probe: 'no-sdkappid', after: '"the API needs an SDKAppID"' }),
      { code: 'new-field', command: 'get_call_info', field: 'Response.CallInfo.Topic', type: 'string' },
      { code: 'field-type', command: 'get_call_info', field: 'Response.CallInfo.RoomIdType', type: 'string' },
      { code: 'new-value', command: 'get_call_info', field: 'Response.UserList[].Status', value: 'Ringing' },
      { code: 'verdict', rule: 'RB-P22', before: 'passed', after: 'failed' },
    ]),
  )
})

test('Reports a missing field', async () => {
  const changes = await since(async ({ forward, command }) => {
    const answer = await forward()
    return command === 'get_call_info'
      ? change(answer, json => {
          delete Object(Object(json.Response).CallInfo).ChatGroupId
        })
      : answer
  })
  expect(changes).toEqual([
    { code: 'missing-field', command: 'get_call_info', field: 'Response.CallInfo.ChatGroupId' },
    { code: 'verdict', rule: 'RB-P10', before: 'passed', after: 'failed' },
  ])
})

test.each([
  ['{', { code: 'syntax' }],
  ['[]', { code: 'kind', got: undefined }],
  ['{"ringback":"journal"}', { code: 'kind', got: 'journal' }],
  ['{"ringback":"evidence","formatVersion":2}', { code: 'version', expected: 1, got: 2 }],
  [
    JSON.stringify({ ...evidence, at: 'yesterday' }),
    { code: 'content', sentences: expect.stringContaining('yesterday') },
  ],
  [JSON.stringify({ ...evidence, more: 1 }), { code: 'content', sentences: expect.stringContaining('more') }],
])('Refuses a file that is not evidence (%#)', (text, detail) => {
  try {
    parseEvidence(text)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(EvidenceError)
    expect(error).toMatchObject({ detail })
  }
})

test('Adds no evidence about the service from a run against another server', () => {
  const others: Evidence[] = [
    evidence,
    { ...evidence, target: { kind: 'other', host: null } },
    { ...evidence, target: { kind: 'service', host: 'console.tim.qq.com.example.com' } },
    { ...evidence, target: { kind: 'loopback', host: 'console.tim.qq.com' } },
  ]
  expect(toWitness(others).days).toEqual([])
  expect(toFidelityTable(toWitness(others))).toBe(toFidelityTable(toWitness([])))
  expect(toFidelityTable(toWitness([]))).toContain('No row was seen at the service itself yet')
})

test('Marks facts that were observed in runs against the service with the last day', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-evidence-'))
  try {
    // The alphabetical order differs from the order of the runs.
    writeFileSync(join(folder, 'a.json'), JSON.stringify(ofService(20)))
    writeFileSync(join(folder, 'b.json'), JSON.stringify(ofService(15)))
    writeFileSync(join(folder, 'c.json'), JSON.stringify(evidence))
    const text = toFidelityTable(readWitness(folder))
    expect(text).toContain('in 2 runs of `ringback verify --evidence` (2026-01-15, 2026-01-20)')
    const row = (start: string) => text.split('\n').find(line => line.startsWith(start))
    expect(row('| `CallInfo.RoomIdType` | integer: `0`')).toMatch(
      /\[documented, page 68932\]; seen in a run on 2026-01-20 \|$/,
    )
    expect(row('| 101004 | CallNotFound')).toMatch(/; seen in a run on 2026-01-20 \|$/)
    expect(row('| 14 | the method is not POST')).toMatch(/; seen in a run on 2026-01-20 \|$/)
    expect(row('| 60020 |')).not.toContain('seen in a run')
    expect(row('| 15 |')).not.toContain('seen in a run')
    expect(row('| China |')).not.toContain('seen in a run')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('Marks nothing for a rule that the service breaks', () => {
  const contradicting = ofService(15)
  const rules = contradicting.rules.map(rule => (rule.id === 'RB-P18' ? { ...rule, verdict: 'failed' as const } : rule))
  const witness = toWitness([{ ...contradicting, rules }])
  expect([witness.findRule('RB-P18'), witness.findRule('RB-P19')]).toEqual([undefined, '2026-01-15'])
  expect(witness.findCode(101050, operations.get_call_info)).toBeUndefined()
})
