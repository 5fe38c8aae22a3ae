import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formats } from '../../src/conformance/report/model.ts'
import { parseJournals } from '../../src/emulator/parse-journal.ts'
import { demoApp } from '../../src/scenarios/demo-app.ts'
import { clientPrelude, invalidClient, node, validClient } from './clients.ts'
import { main, run, startEmulator, useFolder } from './run.ts'

const folder = useFolder()
const file = join(folder, 'report')

const exec = ['exec', '--port', '0']

test('Exits with 0 for a client that keeps the contract, with the report on stderr', async () => {
  const { code, stdout, stderr } = await run([
    ...exec,
    ...node(`${clientPrelude} ask().then(it => console.log(it.ErrorCode))`),
  ])
  expect([code, stdout]).toEqual([0, '0\n'])
  expect(stderr).toMatch(/^ringback serves at http:\/\/127\.0\.0\.1:\d+ while this runs: .*\n/)
  expect(stderr).toMatch(/\nPASSED: 1 request\..*\n$/)
})

test('Exits with 1 for a finding, and reports its rule', async () => {
  const { code, stderr } = await run([...exec, ...node(invalidClient)])
  expect([code, stderr]).toEqual([1, expect.stringContaining('RB-Q07')])
})

test('Does not fail with --fail-on none, and prints only the report with --quiet', async () => {
  const { code, stderr } = await run([...exec, '--fail-on', 'none', '--quiet', ...node(invalidClient)])
  expect(code).toBe(0)
  expect(stderr).toContain('RB-Q07')
  expect(stderr).not.toContain('serves at')
})

test('Logs each request with --verbose', async () => {
  const { stderr } = await run([...exec, '--verbose', ...node(validClient)])
  expect(stderr).toMatch(/^\d\d:\d\d:\d\d\.\d{3}Z get_call_info 055662e1-\S+ 0 \d+\.\d ms$/m)
})

test('Fails below --min-coverage', async () => {
  const { code, stderr } = await run([...exec, '--min-coverage', '50', ...node(validClient)])
  expect([code, stderr]).toEqual([1, expect.stringMatching(/50 %/)])
})

test('Exits with 5 if no request came, and prints the likely cause', async () => {
  const { code, stderr } = await run([...exec, '--env', 'CALL_API={url}', ...node('')])
  expect(code).toBe(5)
  const lines = stderr.trim().split('\n')
  expect(lines.at(-1)).toMatch(/^NOT EXERCISED: /)
  const explanation = lines.find(line => line.startsWith('No requests received at'))
  expect(explanation).toMatch(/Likely cause: .*CALL_API\. Variables set: RINGBACK_URL, /)
})

test("Exits with the command's own code despite findings", async () => {
  const { code, stderr } = await run([...exec, ...node(`${clientPrelude} ask('none').then(() => process.exit(7))`)])
  expect([code, stderr]).toEqual([7, expect.stringContaining('RB-Q07')])
})

test('Reports in every format that the command failed though the contract report passed', async () => {
  const reports = ['text', 'json', 'junit', 'markdown', 'html', 'sarif'] as const
  const targets = reports.flatMap(format => ['--report', `${format}=${file}.${format}`])
  const program = `${clientPrelude} ask().then(() => process.exit(3))`
  const { code, stderr } = await run([...exec, ...targets, ...node(program)])
  expect(code).toBe(3)
  expect(stderr.trimEnd().split('\n').slice(-2).join(' ')).toMatch(
    /COMMAND FAILED: exit code 3\. Contract report PASSED: 1 req/,
  )
  for (const format of reports)
    expect(readFileSync(`${file}.${format}`, 'utf8')).toMatch(/COMMAND FAILED: exit code 3\. Contract report PASSED/)
  expect(readFileSync(`${file}.markdown`, 'utf8')).toMatch(/^## Command failed; contract report passed\n/)
  const [, data = ''] =
    /<script type="application\/json" id="run">(.*?)<\/script>/s.exec(readFileSync(`${file}.html`, 'utf8')) ?? []
  const {
    report,
    runs: [run1],
  } = JSON.parse(data)
  expect(report).toMatchObject({ kind: 'client', commandFailures: ['exit code 3'] })
  expect(run1).toMatchObject({
    ringback: 'journal',
    run: { code: 3 },
    calls: expect.arrayContaining([expect.objectContaining({ state: 'live' })]),
    callbacks: [],
    omitted: 0,
    entries: [{ command: 'get_call_info', explanation: { decidedBy: null, checks: [] } }],
  })
  expect(JSON.parse(readFileSync(`${file}.json`, 'utf8'))).toMatchObject({
    verdict: 'passed',
    commandFailures: ['exit code 3'],
  })
  expect(readFileSync(`${file}.junit`, 'utf8')).toContain('<property name="command" value="exit code 3"/>')
})

test.each([
  ['process.kill(process.pid, "SIGKILL")', [], 'ended by SIGKILL'],
  ['setInterval(() => {}, 1000)', ['--timeout', '300ms'], 'timed out after '],
])('Reports how the command failed: %s', async (program, flags, words) => {
  const { stderr } = await run([...exec, ...flags, ...node(program)])
  expect(stderr).toContain(`COMMAND FAILED: ${words}`)
  expect(stderr.trimEnd().split('\n').at(-1)).not.toContain('Wrote')
})

test('Prints the files that were written before the verdict, which comes last', async () => {
  const { stderr } = await run([
    ...exec,
    '--report',
    `junit=${file}`,
    '--export-on-exit',
    `${file}.state`,
    ...node(validClient),
  ])
  const lines = stderr.trimEnd().split('\n')
  expect(lines.findIndex(line => line.startsWith(`Wrote ${file}`))).toBe(lines.length - 2)
  expect(lines.at(-1)).toMatch(/^PASSED: 1 request\./)
})

test('Prints at most 15 lines for a passing run, and the full lists with --verbose', async () => {
  const count = async (...flags: readonly string[]) =>
    (await run([...exec, '--quiet', ...flags, ...node(validClient)])).stderr.trimEnd().split('\n').length
  expect(await count()).toBeLessThanOrEqual(15)
  expect(await count('--verbose')).toBeGreaterThan(40)
})

test('Repeats its flags and its command in the lines to paste', async () => {
  const flags = ['--env', 'CALL_API={url}', '--scenario', 'answered']
  const { stderr } = await run([...exec, ...flags, '--', process.execPath, '-e', invalidClient])
  expect(stderr).toContain("  npx ringback sweep --scenario answered --env 'CALL_API={url}' -- ")
  expect(stderr).toContain('First run `npx ringback start --scenario answered` in another terminal.')
})

test('Leaves flags of interception out of the emulator that reproduces a finding', async () => {
  const program = `${clientPrelude} ask('none')`
  const { stderr } = await run([...exec, '--intercept', '--allow-passthrough', ...node(program)])
  expect(stderr).toContain('First run `npx ringback start` in another terminal.')
})

test('Passes address, account and filled templates to the command', async () => {
  const places = ['url', 'host', 'port', 'sdkAppId', 'secretKey', 'identifier', 'userSig']
  const templates = places.flatMap(name => ['--env', `own_${name}=<{${name}}>`])
  const program = 'console.log(JSON.stringify(process.env))'
  const { stdout } = await run([...exec, ...templates, '--env', 'TWO={host}/{"a":"{port}"}', ...node(program)])
  const env = JSON.parse(stdout)
  expect(env).toMatchObject({
    RINGBACK_URL: `http://127.0.0.1:${env.RINGBACK_PORT}`,
    RINGBACK_HOST: `127.0.0.1:${env.RINGBACK_PORT}`,
    RINGBACK_SDKAPPID: `${demoApp.sdkAppId}`,
    RINGBACK_SECRET_KEY: demoApp.secretKey,
    RINGBACK_IDENTIFIER: 'administrator',
    RINGBACK_USERSIG: expect.stringMatching(/^eJ/),
    RINGBACK_CONTROL_URL: `http://127.0.0.1:${env.RINGBACK_PORT}/_ringback`,
    own_url: `<${env.RINGBACK_URL}>`,
    own_host: `<${env.RINGBACK_HOST}>`,
    own_port: `<${env.RINGBACK_PORT}>`,
    own_sdkAppId: `<${env.RINGBACK_SDKAPPID}>`,
    own_secretKey: `<${env.RINGBACK_SECRET_KEY}>`,
    own_identifier: `<${env.RINGBACK_IDENTIFIER}>`,
    own_userSig: `<${env.RINGBACK_USERSIG}>`,
    TWO: `${env.RINGBACK_HOST}/{"a":"${env.RINGBACK_PORT}"}`,
  })
})

test('Passes the address and the token of the admin API to the command', async () => {
  const program = `
    const { RINGBACK_CONTROL_URL, RINGBACK_CONTROL_TOKEN } = process.env
    fetch(RINGBACK_CONTROL_URL + '/clock', { headers: { Authorization: 'Bearer ' + RINGBACK_CONTROL_TOKEN } }).then(async it => console.log(await it.text()))`
  const { stdout, stderr } = await run([...exec, '--host', '0.0.0.0', '--clock', 'manual', ...node(program)])
  expect(JSON.parse(stdout)).toMatchObject({ mode: 'manual' })
  expect(stderr).not.toMatch(/[0-9a-f]{32}/)
})

test('Uses a free port if the default port is in use', async () => {
  const program = 'console.log(process.env.RINGBACK_PORT)'
  const inner = `const { spawnSync } = require('node:child_process')
    ${program}
    spawnSync(process.execPath, [process.argv[1], 'exec', '--', process.execPath, '-e', ${JSON.stringify(program)}], { stdio: 'inherit' })`

  const { stdout } = await run(['exec', ...node(inner), main])
  expect(stdout).toMatch(/^\d+\n\d+\n$/)
  expect(new Set(stdout.trim().split('\n')).size).toBe(2)
})

test('Exits with 3 before the command runs if the named port is in use', async () => {
  await using other = await startEmulator()
  const { port } = other.facts
  const { code, stdout, stderr } = await run(['exec', '--port', `${port}`, ...node('console.log(1)')])
  expect([code, stdout]).toEqual([3, ''])
  expect(stderr).toContain(`Port ${port} of 127.0.0.1`)
})

test('Writes a report in every format without secrets', async () => {
  const reports = formats.flatMap(format => ['--report', `${format}=${file}.${format}`])
  const summary = join(folder, 'summary.md')
  writeFileSync(summary, 'before\n')
  const secrets = `-- --token abcdefgh12 sdkSecretKey=${demoApp.secretKey}`.split(' ')
  const program = `${clientPrelude} ask('none'); ask(process.env.RINGBACK_SECRET_KEY); console.log(process.env.RINGBACK_USERSIG)`
  const all = await run([...exec, ...reports, ...node(program), ...secrets], { GITHUB_STEP_SUMMARY: summary })
  expect(all.code).toBe(1)
  const userSig = all.stdout.trim()
  const texts = formats.map(format => readFileSync(`${file}.${format}`, 'utf8'))
  for (const text of [...texts, readFileSync(summary, 'utf8'), all.stderr]) {
    expect(text.length).toBeGreaterThan(100)
    for (const secret of [userSig, encodeURIComponent(userSig), demoApp.secretKey, 'abcdefgh12']) {
      expect(text).not.toContain(secret)
    }
  }
  expect(readFileSync(summary, 'utf8')).toMatch(/^before\n[\s\S]*RB-Q07/)
  expect(readdirSync(folder).filter(name => name.startsWith('.'))).toEqual([])
})

test('Records the command and its end in the journal', async () => {
  const reports = ['--report', `journal=${file}`]
  const { code } = await run([...exec, ...reports, ...node(`${clientPrelude} ask().then(() => process.exit(4))`)])
  const [journal] = parseJournals(readFileSync(file))
  expect([code, journal?.total, journal?.run]).toEqual([
    4,
    1,
    {
      command: expect.stringContaining(' -e '),
      code: 4,
      signal: null,
      began: expect.any(Number),
      ended: expect.any(Number),
    },
  ])
  expect((journal?.run?.ended ?? 0) - (journal?.run?.began ?? 0)).toBeGreaterThan(10)
})

test('Prints a report for stdout after the output of the command', async () => {
  const { stdout } = await run([...exec, '--report', 'json=-', ...node(`console.log('first');${validClient}`)])
  expect(stdout.slice(0, 6)).toBe('first\n')
  expect(JSON.parse(stdout.slice(6))).toMatchObject({ verdict: 'passed' })
})

test('Creates the folders of reports, also if the command removes them', async () => {
  const report = join(folder, 'target', 'reports', 'ringback.json')
  const program = `require('node:fs').rmSync(${JSON.stringify(join(folder, 'target'))}, { recursive: true });${validClient}`
  const { code } = await run([...exec, '--report', `json=${report}`, ...node(program)])
  expect([code, JSON.parse(readFileSync(report, 'utf8')).verdict]).toEqual([0, 'passed'])
})

test('Reports a file that cannot be written, writes the others and exits with 1', async () => {
  const inner = join(folder, 'inner')
  const program = `const fs = require('node:fs'); fs.rmSync(${JSON.stringify(inner)}, { recursive: true }); fs.writeFileSync(${JSON.stringify(inner)}, '');${validClient}`
  mkdirSync(inner)
  const reports = ['--report', `json=${join(inner, 'report')}`, '--report', `journal=${file}`]
  const { code, stderr } = await run([...exec, ...reports, ...node(program)])
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining(`${join(inner, 'report')}: The report could not be written`),
  ])
  expect(parseJournals(readFileSync(file))).toHaveLength(1)
})

test('Writes to a device without replacing it', async () => {
  const { code } = await run([...exec, '--report', 'json=/dev/null', ...node(validClient)])
  expect([code, statSync('/dev/null').isCharacterDevice()]).toEqual([0, true])
})

test('Writes a snapshot at the end', async () => {
  const { code } = await run([...exec, '--export-on-exit', file, ...node(validClient)])
  expect([code, JSON.parse(readFileSync(file, 'utf8'))]).toMatchObject([0, { ringback: 'snapshot' }])
})

test('Takes flags from the environment, several reports on lines of their own', async () => {
  const environment = { RINGBACK_REPORT: `json=${file}.json\ntext=${file}.txt`, RINGBACK_FAIL_ON: 'none' }
  const { code } = await run([...exec, ...node(invalidClient)], environment)
  expect([code, readdirSync(folder).sort()]).toEqual([0, ['report.json', 'report.txt']])
})

test.each([
  [['--', 'no-such-command'], '"no-such-command"'],
  [['--', 'npm test'], '"npm test"'],
])('Exits with 3 if the command cannot be started: %j', async (args, file) => {
  const { code, stdout, stderr } = await run([...exec, ...args])
  expect([code, stdout, stderr]).toEqual([3, '', expect.stringContaining(file)])
})

test('Exits with 3 if the command is not executable', async () => {
  writeFileSync(file, '#!/bin/sh', { mode: 0o600 })
  const { code, stderr } = await run([...exec, '--', file])
  expect([code, stderr]).toEqual([3, expect.stringContaining(`"${file}"`)])
})

test('Does not fail for a known issue, and reports a resolved line', async () => {
  writeFileSync(file, 'RB-Q07 get_call_info  # the SDK is old\nRB-Q01\n')
  const { code, stderr } = await run([...exec, '--known-issues', file, ...node(invalidClient)])
  expect(code).toBe(0)
  expect(stderr).toContain('the SDK is old')
  expect(stderr).toMatch(/RB-Q01.*\n?.*line 2|line 2.*\n?.*RB-Q01/)
})

test('Fails for a known issue of another command', async () => {
  writeFileSync(file, 'RB-Q07 end_call\n')
  expect((await run([...exec, '--known-issues', file, ...node(invalidClient)])).code).toBe(1)
})
