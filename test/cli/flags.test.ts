import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findReason, toTime } from '../../src/cli/output.ts'
import { demoApp } from '../../src/scenarios/demo-app.ts'
import { createMask } from '../../src/text/redact.ts'
import { clientPrelude, node, validClient } from './clients.ts'
import { main, run, useFolder } from './run.ts'

const folder = useFolder()

const exec = ['exec', '--port', '0', '--quiet']
const printing = ['--', process.execPath, '-e', 'console.log(JSON.stringify([process.env.A, process.env.B]))']

test('Takes one assignment per line from RINGBACK_ENV', async () => {
  const { stdout } = await run([...exec, ...printing], { RINGBACK_ENV: 'A=1={sdkAppId}\r\n\nB=2\n' })
  expect(JSON.parse(stdout)).toEqual([`1=${demoApp.sdkAppId}`, '2'])
})

test('Keeps a line break in a value on the command line', async () => {
  const { stdout } = await run([...exec, '--env', 'A=1\nB=2', ...printing])
  expect(JSON.parse(stdout)).toEqual(['1\nB=2', null])
})

test('Takes one report and one fault per line from their variables', async () => {
  const [json, html] = [join(folder, 'a.json'), join(folder, 'a.html')]
  await run([...exec, ...node(validClient)], {
    RINGBACK_REPORT: `json=${json}\n\nhtml=${html}\n`,
    RINGBACK_FAULT: '{ on: get_call_info, error: 101001 }\n{ on: all,\n  delay: 1ms }\n',
  })
  expect(readFileSync(html, 'utf8')).toContain('<html')
  expect(readFileSync(json, 'utf8')).toContain('"verdict"')
})

test('Takes one part per line from RINGBACK_ONLY', async () => {
  const { code, stderr } = await run(['sweep', '--', 'true'], { RINGBACK_ONLY: 'get_call_info\nend_call:nonsense' })
  expect([code, stderr]).toEqual([2, expect.stringContaining('nonsense')])
  const { stdout } = await run(['check', '--list'], { RINGBACK_ONLY: 'RB-C60\nget_call_info' })
  expect(stdout).toMatch(/^RB-C60 +get_call_info .*\n$/)
})

test('Refuses a variable that would have no effect', async () => {
  const { code, stderr } = await run(['start', '--import', 's.json'], { RINGBACK_SCENARIO: 'answered' })
  expect([code, stderr]).toEqual([2, expect.stringContaining('RINGBACK_SCENARIO')])
})

test.each([
  [['sign', '--sdkappid', '1400000001'], {}],
  [['sign'], { RINGBACK_SDKAPPID: '1400000001' }],
  [['sign', '--sdkappid', '1400000001'], { RINGBACK_SECRET_KEY: demoApp.secretKey }],
  [
    ['verify', '--target', 'http://127.0.0.1:9', '--sdkappid', '1400000001'],
    { RINGBACK_SECRET_KEY: demoApp.secretKey },
  ],
])('Does not sign for another application with the demo key: %o %o', async (args, environment) => {
  const { code, stdout, stderr } = await run(args, environment)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain('--secret-key')
  expect(stderr).toContain('RINGBACK_SECRET_KEY')
})

test('Signs for another application with a key that is given', async () => {
  for (const args of [
    ['--secret-key', 'k'],
    ['--secret-key', demoApp.secretKey],
  ]) {
    expect(await run(['sign', '--sdkappid', '1400000001', ...args])).toMatchObject({ code: 0, stderr: '' })
  }
  expect(await run(['sign', '--sdkappid', '1400000001'], { RINGBACK_SECRET_KEY: 'k' })).toMatchObject({ code: 0 })
})

test('Refuses a switch that is neither on nor off in its variable', async () => {
  const { code, stderr } = await run(['start', '--port', '0'], { RINGBACK_HTTPS: 'maybe' })
  expect([code, stderr]).toEqual([2, expect.stringContaining('RINGBACK_HTTPS')])
  expect(await run(['sign'], { RINGBACK_HTTPS: 'maybe' })).toMatchObject({ code: 0, stderr: '' })
})

test('Warns of a variable that no flag has', async () => {
  const { code, stderr } = await run(['sign'], { RINGBACK_CLOK: '60x', RINGBACK_ZZZZZZ: '1', RINGBACK_EMPTY: '' })
  expect(code).toBe(0)
  expect(stderr.trim().split('\n')).toEqual([
    'Unknown variable RINGBACK_CLOK. Did you mean RINGBACK_CLOCK?',
    'Unknown variable RINGBACK_ZZZZZZ. It has no effect.',
  ])
})

test('Knows every variable that it sets itself', async () => {
  const nested = [process.execPath, main, 'sign']
  const { stderr } = await run(['exec', '--port', '0', '--quiet', '--intercept', '--', ...nested])
  expect(stderr).not.toContain('Unknown variable')
})

test.each([
  [['exec'], true],
  [['exec', '--coverage', 'npm'], true],
  [['exec', '--fail-on', 'bad', '--', 'true'], false],
  [['exec', '--coverag', '--', 'true'], false],
  [['sign', '--nonsense'], false],
])('Explains the place of the command only where it may be misplaced: %o', async (args, isExplained) => {
  const { code, stderr } = await run(args)
  expect(code).toBe(2)
  expect(stderr.includes('after --')).toBe(isExplained)
})

test('Logs the reason of a refusal, and times with their zone', async () => {
  const { stderr } = await run(['exec', '--port', '0', '--verbose', ...node(`${clientPrelude} ask('none')`)])
  expect(stderr).toMatch(/^\d\d:\d\d:\d\d\.\d{3}Z get_call_info (?:\S+ )?60\d{3} \d+\.\d ms .*random.*$/m)
})

test('Keeps control characters of a reason out of the log, and bounds it', () => {
  expect(findReason(JSON.stringify({ ErrorInfo: 'a\u001b[31mb\nc\u202e' }), createMask([]))).toBe('a?[31mb?c?')
  expect(findReason(JSON.stringify({ ErrorInfo: 'x'.repeat(9_999) }), createMask([]))?.length).toBeLessThan(400)
  expect([
    findReason('{"ErrorInfo":""}', createMask([])),
    findReason('<html>', createMask([])),
    findReason('null', createMask([])),
  ]).toEqual([undefined, undefined, undefined])
  expect(findReason('{"ErrorInfo":"no key-of-mine-1234"}', createMask(['key-of-mine-1234']))).toBe('no …1234')
  expect(toTime(0)).toBe('00:00:00.000Z')
})
