import { expect, test } from 'vitest'
import { failOns } from '../../../src/conformance/rule.ts'
import { toReport } from '../../../src/conformance/server/check.ts'
import type { Parcel, Tools } from '../../../src/conformance/server/play.ts'
import { probes } from '../../../src/conformance/server/probes/list.ts'
import { rules } from '../../../src/conformance/server/rules/list.ts'
import { toCurl } from '../../../src/conformance/server/to-curl.ts'
import { toJson } from '../../../src/conformance/server/to-json.ts'
import { toJunit } from '../../../src/conformance/server/to-junit.ts'
import { toMarkdown } from '../../../src/conformance/server/to-markdown.ts'
import { toText } from '../../../src/conformance/server/to-text.ts'
import { operations } from '../../../src/contracts/operations.ts'
import { demoApp } from '../../../src/scenarios/plan.ts'
import { by, callId, check, checkProvider, createStage, pace, parse, subject, toTools } from './world.ts'
import { wrongs } from './wrongs.ts'

const commandOf = ({ url }: Parcel) => new URL(url).pathname.split('/').at(-1) ?? ''
const settings = {
  Url: 'https://example.com/mine?token=abcdefgh1234',
  CallbackCommandList: ['Call.CallbackAfterEndCall'],
}

/** An emulator on which a callback is configured already. */
async function createConfigured() {
  const emulator = await createStage()
  const configure = (command: 'set_callback' | 'get_callback', body: object) =>
    emulator
      .fetch(emulator.target(command), { method: 'POST', body: JSON.stringify(body) })
      .then(async response => parse(await response.text()))
  await configure('set_callback', settings)
  return { emulator, get: () => configure('get_callback', {}), [Symbol.asyncDispose]: emulator.close }
}

test('ids are of one form, once each, in order, and so are the names of probes', () => {
  const ids = rules.map(({ id }) => id)
  expect(ids).toEqual(ids.map((_, index) => `RB-P${String(index + 1).padStart(2, '0')}`))
  expect(new Set(probes.map(({ id }) => id)).size).toBe(probes.length)
})

test('every rule has a server that breaks it', () => {
  const broken = new Set(wrongs.map(({ rule }) => rule))
  expect(rules.map(({ id }) => id).filter(id => !broken.has(id))).toEqual([])
})

test('what no page says is never an error', () => {
  expect(rules.filter(({ seen, severity }) => !('page' in seen) && severity === 'error').map(({ id }) => id)).toEqual(
    [],
  )
})

test('without --write nothing is sent but commands that look, and the rest is not exercised', async () => {
  const seen: Parcel[] = []
  const report = await check(undefined, { write: false }, seen)
  const changing = Object.values(operations).flatMap(each => ('looks' in each ? [] : [each.command as string]))
  expect(changing.length).toBeGreaterThan(3)
  expect(seen.filter(parcel => changing.includes(commandOf(parcel)))).toEqual([])
  expect([report.verdict, by(report, 'failed')]).toEqual(['passed', []])
  const rest = [
    'RB-P45',
    'RB-P46',
    'RB-P47',
    'RB-P48',
    'RB-P49',
    'RB-P50',
    'RB-P51',
    'RB-P52',
    'RB-P53',
    'RB-P54',
    'RB-P55',
  ]
  expect(by(report, 'not exercised')).toEqual(rest)
  expect(report.findings.find(({ rule }) => rule.id === 'RB-P50')?.unclear).toEqual([
    'It changes something: allow that with --write.',
  ])
  const calls = seen.filter(parcel => parcel.body.includes(callId))
  expect(calls).toHaveLength(1)
})

test('without the key what has to be signed anew is not asked, and the rest is', async () => {
  await using emulator = await createStage()
  const { secretKey: _, ...keyless } = subject
  const report = await checkProvider({ ...keyless, userSig: emulator.userSig() }, pace, toTools(emulator))
  expect([report.verdict, by(report, 'failed'), by(report, 'not exercised')]).toEqual([
    'passed',
    [],
    ['RB-P26', 'RB-P29', 'RB-P30', 'RB-P55'],
  ])
  expect(report.findings[25]?.unclear).toEqual(['It has to be signed anew: give --secret-key.'])
})

test('the configuration that was there before is there after', async () => {
  await using stage = await createConfigured()
  const report = await checkProvider(subject, pace, toTools(stage.emulator))
  expect(by(report, 'failed')).toEqual([])
  expect((await stage.get()).Response).toEqual(settings)
})

test('a run that is stopped in the middle asks no more, and puts back what it has changed', async () => {
  await using stage = await createConfigured()
  const seen: Parcel[] = []
  const tools: Tools = {
    ...toTools(stage.emulator, undefined, seen),
    isStopped: () => seen.some(({ body }) => body.includes('ringback.invalid/other')),
  }
  const report = await checkProvider(subject, pace, tools)
  expect((await stage.get()).Response).toEqual(settings)
  const after = seen.slice(seen.findIndex(({ body }) => body.includes('ringback.invalid/other')) + 1)
  expect(after.map(commandOf)).toEqual(['set_callback'])
  expect(report.findings.find(({ rule }) => rule.id === 'RB-P47')?.unclear).toEqual(['The run was stopped.'])
})

test('a call that was started is ended even if time is over', async () => {
  await using emulator = await createStage()
  const seen: Parcel[] = []
  const timeout = 50 * probes.findIndex(({ id }) => id === 'started-call')
  await checkProvider(subject, { ...pace, pause: 50, timeout }, toTools(emulator, undefined, seen))
  expect(commandOf(seen.at(-1) ?? { method: '', url: 'http://x', body: '' })).toBe('end_call')
  expect(emulator.switchboard.listCalls().filter(({ call }) => call.caller === subject.robot && !call.ending)).toEqual(
    [],
  )
})

test('what could not be put back is said first', async () => {
  await using stage = await createConfigured()
  const tools = toTools(stage.emulator, async ({ pass, body }) =>
    body.includes('example.com') ? Promise.reject(new Error('gone')) : pass(),
  )
  const report = await checkProvider(subject, pace, tools)
  expect(report.left).toEqual([
    expect.stringContaining('/v4/call_config/set_callback with {"Url":"https://example.com/'),
  ])
  const [line] = toText(report)
  expect(line).toMatch(/^Left behind: The callback configuration could not be put back/)
  expect(line).not.toContain('abcdefgh1234')
})

test('where nothing answers the run gives up after three requests, and nothing was exercised', async () => {
  const seen: Parcel[] = []
  const report = await check(() => Promise.reject(new Error('Nothing listens at 127.0.0.1:2255.')), {}, seen)
  expect([report.verdict, report.silence, seen.length]).toEqual([
    'not exercised',
    'Nothing listens at 127.0.0.1:2255.',
    3,
  ])
  expect(by(report, 'not exercised')).toHaveLength(rules.length)
  expect(toText(report)).toEqual([
    'NOT EXERCISED: http://127.0.0.1:2255 did not respond, so no rule could be checked. Nothing listens at 127.0.0.1:2255.',
  ])
})

test('whoever is not let in is told so, and nothing else is asked', async () => {
  const seen: Parcel[] = []
  const report = await check(undefined, { secretKey: 'not the key of the application' }, seen)
  expect([by(report, 'failed'), seen.length]).toEqual([['RB-P17'], 1])
  expect(toText(report).join('\n')).toContain('compare --sdkappid, --secret-key, --usersig and --identifier')
})

test('a wrong assumption of ours is a warning that asks to be told, and fails if warnings do', async () => {
  const wrong = wrongs.find(({ rule }) => rule === 'RB-P56')
  const report = await check(wrong?.create())
  expect(report.verdict).toBe('passed')
  expect(toText(report).join('\n')).toMatch(
    /Fix first: RB-P56, warning:[\s\S]* basis {6}Assumed: .*\. If this server is the service itself, our reading is wrong: please tell us\./,
  )
  expect(toReport(report.subject, report.played, 'warning').verdict).toBe('failed')
  expect(toReport(report.subject, report.played, 'none').verdict).toBe('passed')
})

test('a documented slip is an error with its page and a line to ask again, and fails unless nothing does', async () => {
  const report = await check(wrongs.find(({ name }) => name === 'looks at no signature')?.create())
  expect([report.verdict, toReport(report.subject, report.played, 'none').verdict]).toEqual(['failed', 'passed'])
  const text = toText(report).join('\n')
  expect(text).toContain(
    'found      wrong-key: It was answered 101004 (CallNotFound): want 70009 (UserSigSignatureWrong).',
  )
  expect(text).toContain('basis      Documented on page 68926, https://trtc.io/document/68926.')
  expect(text).toMatch(/^curl -si -m 5 .*npx ringback sign .*--secret-key another-key\)" -d '/m)
})

test.each(['the emulator', 'a server that sends everything back'])(
  'no report on %s holds a key or a UserSig',
  async name => {
    const report = await check(
      name === 'the emulator'
        ? undefined
        : async ({ pass, url }) => {
            const answer = await pass()
            return { ...answer, text: `${answer.text} ${url} ${demoApp.secretKey}` }
          },
    )
    const sigs = report.played.flatMap(({ shots }) =>
      shots.flatMap(({ target }) => /usersig=([^&]{40,})/.exec(target)?.[1] ?? []),
    )
    expect(sigs.length).toBeGreaterThan(0)
    const texts = [toText(report).join('\n'), JSON.stringify(toJson(report)), toJunit(report), toMarkdown(report)]
    for (const text of texts) {
      for (const secret of [demoApp.secretKey, ...sigs, ...sigs.map(decodeURIComponent)])
        expect(text).not.toContain(secret)
    }
  },
)

test('each probe can be asked again by a line without a secret, whoever asks', async () => {
  const report = await check(undefined, { sdkAppId: 1400000001, secretKey: 'a-key-of-my-own', userSig: undefined })
  const [first] = report.played
  const lineOf = (other: object) => first && toCurl(first, { ...report.subject, ...other })
  expect(lineOf({})).toMatch(
    /usersig='"\$\(npx ringback sign --sdkappid 1400000001 --identifier 'administrator' --secret-key "\$RINGBACK_SECRET_KEY"\)" -d '/,
  )
  expect(lineOf({ userSig: 'eJyrVgrxCdYrTi0', secretKey: undefined })).toContain(`usersig='"$RINGBACK_USERSIG" -d '`)
})

test('a report for programs has every rule and every probe', async () => {
  const { rules: all, probes: asked, verdict, ...rest } = toJson(await check(undefined, { write: false }))
  expect([verdict, rest]).toEqual([
    'passed',
    {
      headline: expect.stringMatching(/^PASSED: .* 0 failed, 11 not exercised\.$/),
      failOn: 'error',
      url: subject.url,
      write: false,
      silence: null,
      left: [],
      changes: null,
    },
  ])
  expect(all.map(({ id }) => id)).toEqual(rules.map(({ id }) => id))
  expect(asked.map(({ id }) => id)).toEqual(probes.map(({ id }) => id))
  expect(asked[0]).toMatchObject({ id: 'unknown-call', status: 200, times: 1, unplayed: null })
})

test('JUnit has a case for each rule, with failures and what was skipped', async () => {
  const xml = toJunit(await check(wrongs.find(({ rule }) => rule === 'RB-P11')?.create(), { write: false }))
  expect(xml.match(/<testcase /g)).toHaveLength(rules.length)
  expect([xml.match(/<failure /g), xml.match(/<skipped/g)?.length]).toEqual([['<failure '], 11])
})

test('JUnit has failures if, and only if, the verdict is failed', async () => {
  const reports = await Promise.all(
    ['RB-P11', 'RB-P56'].map(id => check(wrongs.find(({ rule }) => rule === id)?.create())),
  )
  for (const { subject: server, played } of reports)
    for (const failOn of failOns)
      for (const changes of [undefined, [], ['RB-P01 changed.']]) {
        const report = toReport(server, played, failOn, changes)
        const xml = toJunit(report)
        expect([failOn, changes, /<failure message="[^"]+"/.test(xml)]).toEqual([
          failOn,
          changes,
          report.verdict === 'failed',
        ])
      }
})

test('Markdown takes what a server says literally', async () => {
  const report = await check(
    async ({ pass }) => ({ ...(await pass()), text: '<script>alert(1)</script> | @everyone [x](http://x)' }),
    { write: false },
  )
  const text = toMarkdown(report)
  expect(text).toContain('### <code>RB-P03</code>, error')
  expect(text).not.toMatch(/<script>|@everyone|\[x\]/)
})
