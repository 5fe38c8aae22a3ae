import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { toClientReport } from '../../src/conformance/client/report.ts'
import type { ReproduceOptions } from '../../src/conformance/client/reproduction.ts'
import type { ExampleRequest } from '../../src/conformance/client/rule.ts'
import { clientRules } from '../../src/conformance/client/rules.ts'
import type { Reproduction } from '../../src/conformance/rule.ts'
import { demoApp } from '../../src/scenarios/demo-app.ts'
import { runExample } from '../conformance/client/example.ts'
import type { EmulatorOptions } from '../create-emulator.ts'
import { main, startEmulator } from './run.ts'

/** A project that has the built package as a dependency, and nothing else. */
let project: string
let emulator: Awaited<ReturnType<typeof startEmulator>>
let url: string

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'ringback-project-'))
  const modules = join(project, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  symlinkSync(new URL('../..', import.meta.url).pathname, join(modules, 'ringback'))
  symlinkSync('../ringback/dist/cli/main.js', join(modules, '.bin', 'ringback'))
  chmodSync(main, 0o755)
  mkdirSync(join(project, 'bin'))
  // npx takes half a second to start; one test with the real npx shows that the lines work with it.
  writeFileSync(join(project, 'bin', 'npx'), `#!/bin/sh\nshift\nexec '${process.execPath}' '${main}' "$@"\n`, {
    mode: 0o755,
  })
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true }')
  const scenario = join(project, 'one.scenario.yaml')
  writeFileSync(
    scenario,
    'ringback: 1\nname: one\ncalls: [{ id: a-call, from: user1, to: [user2], media: audio, ring: never }]\n',
  )
  emulator = await startEmulator(['--scenario', scenario])
  url = emulator.facts.url
})

afterAll(async () => {
  await emulator[Symbol.asyncDispose]()
  rmSync(project, { recursive: true })
})

// The report is empty at first.
beforeEach(async () => void (await fetch(`${url}/_ringback/journal`, { method: 'DELETE' })))

/** Runs a line in a shell in the project's folder, where npx has no network. */
async function paste(line: string, { realNpx = false } = {}): Promise<string> {
  const env = {
    PATH: realNpx ? process.env.PATH : `${join(project, 'bin')}:${process.env.PATH}`,
    HOME: project,
    NO_COLOR: '1',
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
    RINGBACK_URL: url,
    RINGBACK_SECRET_KEY: demoApp.secretKey,
  }
  const { stdout } = await promisify(execFile)('sh', ['-c', line], { cwd: project, env })
  return stdout
}

/** The rules that the emulator's report fails. */
async function listFailed(): Promise<readonly string[]> {
  const response = await fetch(`${url}/_ringback/report`)
  const { results }: { results: readonly { id: string; verdict: string }[] } = JSON.parse(await response.text())
  return results.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)
}

/** The reproduction of a finding of a rule: in its bad example, or in other requests. */
async function findReproduction(
  id: string,
  reproduce?: ReproduceOptions,
  requests: readonly ExampleRequest[] = clientRules.find(rule => rule.id === id)?.examples.bad ?? [],
  options: EmulatorOptions = {},
): Promise<Reproduction> {
  const { results } = toClientReport([{ journal: await runExample(requests, options) }], { reproduce })
  const finding = results.find(({ rule }) => rule.id === id)?.findings[0]
  if (!finding?.reproduction) throw new Error(`The requests do not break ${id}.`)
  return finding.reproduction
}

const requestRules = clientRules.filter(({ group }) => group === 'request')

test.each(requestRules)('Reproduces $id with the line of its finding', { timeout: 60_000 }, async ({ id }) => {
  const { curl, needs } = await findReproduction(id)
  expect(needs).toMatch(/^First run `npx ringback start --scenario FILE` in another terminal/)
  await paste(curl)
  expect(await listFailed()).toContain(id)
})

test('Arms the fault that the client got if the run cannot be repeated', { timeout: 60_000 }, async () => {
  const { curl, needs } = await findReproduction('RB-A02')
  expect(needs).toContain('run the client')
  expect(JSON.parse(await paste(curl))).toMatchObject({ id: expect.any(String) })
  await fetch(`${url}/_ringback/faults`, { method: 'DELETE' })
})

test('Prints the report of the next run for behaviour that no fault caused', { timeout: 60_000 }, async () => {
  const { curl, needs } = await findReproduction('RB-B11')
  expect(needs).toContain('Run the client against it again')
  expect(await paste(curl)).toMatch(/^NOT EXERCISED: /m)
})

test('Repeats the whole run if its command is known', { timeout: 60_000 }, async () => {
  const rerun = 'npx ringback exec --port 0 -- true'
  const { curl, needs } = await findReproduction('RB-A02', { rerun })
  expect([curl, needs]).toEqual([rerun, expect.stringContaining('no emulator has to be running')])
  await expect(paste(`${curl} 2>&1`, { realNpx: true })).rejects.toMatchObject({
    code: 5,
    stdout: expect.stringContaining('NOT EXERCISED'),
  })
})

test('Names the running emulator, its address and its key if the line needs them', async () => {
  const address = 'http://127.0.0.1:4100'
  const running = await findReproduction('RB-Q11', { url: address })
  expect([running.curl, running.needs]).toEqual([
    expect.stringContaining(`\${RINGBACK_URL:-${address}}`),
    `The emulator at ${address} must be running.`,
  ])
  const started = await findReproduction('RB-Q11', {
    start: { command: 'npx ringback start --port 4100', url: address },
  })
  expect([started.curl, started.needs]).toEqual([
    expect.stringContaining(`\${RINGBACK_URL:-${address}}`),
    'First run `npx ringback start --port 4100` in another terminal.',
  ])
  const [sdkAppId, secretKey] = [1_400_000_009, 'a-key-of-its-own']
  const keyed = await findReproduction(
    'RB-Q01',
    undefined,
    [{ method: 'GET', query: { sdkappid: `${sdkAppId}` }, userSig: { sdkAppId, secretKey } }],
    { scenario: { ringback: 1, apps: [{ sdkAppId, secretKey, admins: ['administrator'] }] } },
  )
  expect(keyed.needs).toContain('Set RINGBACK_SECRET_KEY to the secret key of application 1400000009.')
})
