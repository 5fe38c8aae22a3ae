import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { checkReceiver, toReport } from '../../../src/conformance/receiver/check.ts'
import { probes } from '../../../src/conformance/receiver/probes/list.ts'
import { rules } from '../../../src/conformance/receiver/rules/list.ts'
import { toCurl } from '../../../src/conformance/receiver/to-curl.ts'
import { toJson } from '../../../src/conformance/receiver/to-json.ts'
import { explainPlayed, toText } from '../../../src/conformance/receiver/to-text.ts'
import { type DeliveryResult, type SendCallback, tooSlow } from '../../../src/emulator/callbacks/delivery-result.ts'
import { sha256 } from '../../../src/sdk/hash.ts'
import { refuse, sdkAppId, serve, token } from './receiver.ts'

const ok = { status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' }

/** Checks a receiver that answers by the address alone. */
const checkBy = (answer: (target: string) => DeliveryResult, url = 'http://receiver/callback') => {
  const send: SendCallback = async ({ target }) => answer(target)
  return checkReceiver({ url, sdkAppId, token }, { send, now: () => 1_768_469_400_000, sha256 })
}

/** Takes everything with the right Sign, so that every probe is played. */
const right = (target: string): DeliveryResult =>
  target.includes(sha256(`${token}1768469400`)) ? ok : { status: 403, text: '' }

test('every curl line sends again what its probe sent', async () => {
  await using receiver = await serve(() => refuse('seen'))
  for (const path of ['', "?it's=[1]&{b}=$(c)"]) {
    const { played } = await checkBy(right, receiver.url + path)
    expect(played.map(({ probe }) => probe.id)).toEqual(probes.map(({ id }) => id))
    for (const one of played) {
      receiver.came.length = 0
      await promisify(execFile)('sh', ['-c', toCurl(one) ?? 'exit 1'])
      const sent = one.shots.map(({ parcel }) => [parcel.target, parcel.body])
      const came = receiver.came.map(({ method, target, text }) => [
        method === 'POST' && new URL(target, receiver.url).href,
        text,
      ])
      // Two that leave at once may arrive in any order.
      expect(came.toSorted()).toEqual(sent.map(([target = '', body]) => [new URL(target).href, body]).toSorted())
    }
  }
})

test('Prints what to fix first, and the verdict last', async () => {
  const report = await checkBy(target => (target.includes('ringback=1') ? { status: 404, text: 'gone' } : ok))
  const lines = toText(report, true)
  expect(lines[0]).toBe('Fix first: RB-W06, error: Refuses a callback of another application')
  expect(lines.slice(-2)).toEqual([
    'Signed with the token …4711. A receiver that checks RequestTime accepts the lines above for about a minute.',
    'FAILED: http://receiver/callback. 13 rules passed, 3 failed, 1 not exercised.',
  ])
  expect(lines).toContain('Then fix: RB-W09, error: Takes a callback by POST when its own address has a query')
  expect(lines).toContain('  found      own-query: It answered with HTTP status 404 and "gone".')
  const rest = lines.indexOf('Not exercised')
  expect(lines.slice(rest, rest + 3)).toEqual([
    'Not exercised',
    '  RB-W08  Refuses a callback whose RequestTime is a day old',
    '          It tells nothing before wrong-sign is refused.',
  ])
})

test('errors come before warnings, whatever their ids', async () => {
  const report = await checkBy(target => {
    if (target.includes('AfterRingback')) return { status: 500, text: '' }
    return target.includes('RequestTime=1768383000') ? ok : right(target)
  })
  const heads = toText(report).filter(line => /^(Fix first|Then fix)/.test(line))
  expect(heads.map(line => line.replace(/:[^:]*$/, ''))).toEqual([
    'Fix first: RB-W06, error',
    'Then fix: RB-W08, warning',
    'Then fix: RB-W14, warning',
  ])
})

test('warnings alone pass', async () => {
  const report = await checkBy(target => {
    if (target.includes('SdkAppid=1400000001')) return { status: 403, text: '' }
    return target.includes('AfterRingback') ? { status: 404, text: '' } : right(target)
  })
  expect(toText(report).at(-1)).toBe(
    'PASSED: http://receiver/callback. 16 rules passed, 0 failed, 1 warning, 0 not exercised.',
  )
})

test('neither text nor JSON has the token', async () => {
  const report = await checkBy(() => ok)
  expect(toText(report).join('\n') + JSON.stringify(toJson(report))).not.toContain(token)
})

test('an answer cannot play with the terminal', async () => {
  const report = await checkBy(() => ({ status: 500, text: '\u001b[2J' }))
  expect(toText(report).join('\n')).not.toContain('\u001b')
})

test('the JSON has the same keys whatever came', async () => {
  const reports = [
    await checkBy(right),
    await checkBy(() => ({ unanswered: tooSlow })),
    toReport({ url: 'http://receiver', sdkAppId }, []),
  ]
  for (const report of reports) {
    const json = toJson(report)
    expect(Object.keys(json)).toEqual(['verdict', 'headline', 'url', 'silence', 'rules', 'probes'])
    expect(json.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id))
    for (const rule of json.rules)
      expect(Object.keys(rule)).toEqual([
        'id',
        'severity',
        'verdict',
        'sentence',
        'reason',
        'seen',
        'fix',
        'details',
        'probes',
        'broken',
      ])
    for (const probe of json.probes) {
      expect(Object.keys(probe)).toEqual(['id', 'sentence', 'unplayed', 'sent', 'curl'])
      for (const sent of probe.sent)
        expect(Object.keys(sent)).toEqual(['target', 'status', 'answer', 'unanswered', 'took'])
    }
  }
})

test('whoever waits is told of each probe in a line', async () => {
  const { played } = await checkBy(target => (target.includes('RequestTime') ? ok : { unanswered: tooSlow }))
  const lines = played.filter(({ shots }) => shots.length > 0).map(explainPlayed)
  expect(lines[0]).toBe('start-call: taken, 0 ms')
  expect(lines).toContain('unsigned: not answered in time, 0 ms')
})
