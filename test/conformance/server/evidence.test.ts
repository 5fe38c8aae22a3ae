import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readWitness, toWitness } from '../../../build/fidelity/evidence.ts'
import { toFidelityTable } from '../../../build/fidelity.ts'
import { toChanges } from '../../../src/conformance/server/changes.ts'
import type { Report } from '../../../src/conformance/server/check.ts'
import { type Evidence, toEvidence } from '../../../src/conformance/server/evidence.ts'
import { EvidenceError, parseEvidence } from '../../../src/conformance/server/parse-evidence.ts'
import { operations } from '../../../src/contracts/operations.ts'
import { demoApp } from '../../../src/scenarios/plan.ts'
import { callId, change, check, type Serve } from './world.ts'

const at = Date.UTC(2026, 0, 15, 9, 30)
const keep = (report: Report) => toEvidence(report, '0.3.0', at)

const [first, second] = await Promise.all([check(), check()])
const evidence = keep(first)

/** Made up: no such run has ever been made. */
const ofService = (day: number): Evidence => ({
  ...evidence,
  at: new Date(Date.UTC(2026, 0, day)).toISOString(),
  target: { kind: 'service', host: 'console.tim.qq.com' },
})

/** What has changed since a run against the emulator, in a run against a server that answers otherwise. */
const since = async (serve: Serve) => toChanges(evidence, keep(await check(serve)))

test('evidence has every probe and every rule, and comes back as it was kept', () => {
  expect(parseEvidence(JSON.stringify(evidence))).toEqual(evidence)
  expect(evidence).toMatchObject({ at: '2026-01-15T09:30:00.000Z', target: { kind: 'loopback', host: '127.0.0.1' } })
  expect(evidence.probes.map(({ id }) => id)).toEqual(first.played.map(({ probe }) => probe.id))
  expect(evidence.rules.map(({ id, verdict }) => [id, verdict])).toEqual(
    first.findings.map(({ rule, verdict }) => [rule.id, verdict]),
  )
})

test('evidence holds neither secrets nor what is of the application: accounts, ids, rooms, addresses', () => {
  const text = JSON.stringify(evidence.probes.map(({ id: _, ...rest }) => rest))
  const sigs = first.played.flatMap(({ shots }) =>
    shots.flatMap(({ target }) => /usersig=([^&]{40,})/.exec(target)?.[1] ?? []),
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

test('a host that is somebody’s own is not named, and one of the service is', () => {
  const place = (url: string) => keep({ ...first, subject: { ...first.subject, url } }).target
  expect(place('https://calls.example.com:8443/api')).toEqual({ kind: 'other', host: null })
  expect(place('http://[::1]:2255')).toEqual({ kind: 'loopback', host: '[::1]' })
  expect(place('https://adminapisgp.im.qcloud.com')).toEqual({ kind: 'service', host: 'adminapisgp.im.qcloud.com' })
  expect(place('https://console.tim.qq.com.example.com').kind).toBe('other')
})

test('between two runs against the same server nothing has changed', () => {
  expect(toChanges(evidence, keep(second))).toEqual([])
})

test('what has changed is told: codes, reasons, fields, types, words, verdicts', async () => {
  const changes = await since(async ({ pass, command, query, json }) => {
    const answer = await pass()
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
      'no-contenttype: ErrorCode was 60025 (QueryWrong), and is 60002 (HttpParseError).',
      'no-sdkappid: ErrorInfo was "Missing sdkappid: expected the id of an application, a decimal integer.", and is "the API needs an SDKAppID".',
      'get_call_info: Response.CallInfo.Topic is new, a string.',
      'get_call_info: Response.CallInfo.RoomIdType is a string now.',
      'get_call_info: "Ringing" is new in Response.UserList[].Status.',
      'RB-P22 was passed, and is failed.',
    ]),
  )
})

test('a field that has gone is told', async () => {
  const changes = await since(async ({ pass, command }) => {
    const answer = await pass()
    return command === 'get_call_info'
      ? change(answer, json => {
          delete Object(Object(json.Response).CallInfo).ChatGroupId
        })
      : answer
  })
  expect(changes).toEqual([
    'get_call_info: Response.CallInfo.ChatGroupId was there, and was not seen.',
    'RB-P10 was passed, and is failed.',
  ])
})

test.each([
  { words: 'It is not JSON', text: '{' },
  { words: 'ringback is missing: want "evidence"', text: '[]' },
  { words: 'ringback is "journal": want "evidence"', text: '{"ringback":"journal"}' },
  { words: 'Another version of ringback has made it', text: '{"ringback":"evidence","version":2}' },
  { words: 'got "yesterday"', text: JSON.stringify({ ...evidence, at: 'yesterday' }) },
  { words: '"more"', text: JSON.stringify({ ...evidence, more: 1 }) },
])('what is no evidence is refused with the way out: $words', ({ text, words }) => {
  expect(() => parseEvidence(text)).toThrow(EvidenceError)
  expect(() => parseEvidence(text)).toThrow(words)
})

test('a run against anything but the service says nothing of it', () => {
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

test('what runs against the service have seen is marked with the last day, and nothing else is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-evidence-'))
  try {
    // The names say nothing of which is the later one.
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

test('a rule that the service has broken marks nothing', () => {
  const broken = ofService(15)
  const rules = broken.rules.map(rule => (rule.id === 'RB-P18' ? { ...rule, verdict: 'failed' as const } : rule))
  const witness = toWitness([{ ...broken, rules }])
  expect([witness.findRule('RB-P18'), witness.findRule('RB-P19')]).toEqual([undefined, '2026-01-15'])
  expect(witness.findCode(101050, operations.get_call_info)).toBeUndefined()
})
