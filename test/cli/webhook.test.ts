import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { checks, createReceive, good, sdkAppId, serve, token } from '../conformance/receiver/receiver.ts'
import { run, useFolder } from './run.ts'

const folder = useFolder()

const flags = ['--sdkappid', `${sdkAppId}`, '--token', token]

test('Passes a good receiver, with the report on stdout and the probes on stderr', async () => {
  await using receiver = await serve(good)
  const { code, stdout, stderr } = await run(['webhook', 'check', receiver.url, '--verbose', ...flags])
  expect([code, stdout.trimEnd().split('\n').at(-1)]).toEqual([
    0,
    `PASSED: ${receiver.url}. 17 rules passed, 0 failed, 0 not exercised.`,
  ])
  expect(stdout).toContain('Signed with the token …4711.')
  expect(stderr).toMatch(/^start-call: accepted, \d+ ms\n/)
  expect(stderr.trim().split('\n').length).toBe(16)
  expect(stdout + stderr).not.toContain(token)
})

test('Fails for a finding, with a curl command that reproduces it', async () => {
  await using receiver = await serve(createReceive(checks.method, checks.sign, checks.age, checks.json))
  const { code, stdout } = await run(['webhook', 'check', receiver.url, ...flags])
  expect([code, stdout.split('\n')[0]]).toEqual([
    1,
    'Fix first: RB-W06, error: Refuses a callback of another application',
  ])
  const repeated = await promisify(execFile)('sh', ['-c', /^curl .*$/m.exec(stdout)?.[0] ?? 'exit 1'])
  expect(repeated.stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"ActionStatus":"OK"/)
})

test('Does not fail for a warning', async () => {
  await using receiver = await serve(createReceive(checks.method, checks.application, checks.sign, checks.json))
  const { code, stdout } = await run(['webhook', 'check', receiver.url, ...flags])
  const last = stdout.trimEnd().split('\n').at(-1)
  expect([code, last]).toEqual([0, `PASSED: ${receiver.url}. 16 rules passed, 0 failed, 1 warning, 0 not exercised.`])
})

test('Writes reports, and applies --fail-on and --known-issues', async () => {
  await using receiver = await serve(createReceive(checks.method, checks.application, checks.sign, checks.json))
  const [junit, known] = [join(folder, 'junit.xml'), join(folder, 'known.txt')]
  writeFileSync(known, 'RB-W08  # later\n')
  const check = (...more: string[]) =>
    run(['webhook', 'check', receiver.url, ...flags, '--fail-on', 'warning', ...more])
  expect((await check('--report', `junit=${junit}`)).code).toBe(1)
  expect(readFileSync(junit, 'utf8')).toContain('type="warning"')
  expect((await check('--known-issues', known)).code).toBe(0)
})

test('Prints the report as JSON with --json', async () => {
  await using receiver = await serve(good)
  const { code, stdout } = await run(['webhook', 'check', receiver.url, '--json', '--sdkappid', '88888888'], {
    RINGBACK_TOKEN: token,
  })
  const { verdict, url, results } = JSON.parse(stdout)
  expect([code, verdict, url]).toEqual([1, 'failed', receiver.url])
  expect(results[4]).toMatchObject({ id: 'RB-W05', source: { page: 68941 }, severity: 'error', verdict: 'failed' })
  expect(stdout).not.toContain(token)
})

test('Exits with 5 if nothing answers', async () => {
  const receiver = await serve(good)
  receiver.close()
  const { code, stdout, stderr } = await run(['webhook', 'check', receiver.url])
  expect([code, stdout, stderr.trim().split('\n').at(-1)]).toEqual([
    5,
    '',
    `NOT EXERCISED: ${receiver.url}. Nothing listens at 127.0.0.1:${receiver.port}. None of 17 rules could be checked.`,
  ])
  const json = await run(['webhook', 'check', receiver.url, '--json'])
  expect([json.code, JSON.parse(json.stdout).verdict]).toEqual([5, 'not exercised'])
})
