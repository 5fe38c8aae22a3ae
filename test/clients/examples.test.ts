import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { run as runCli, useFolder } from '../cli/run.ts'
import { createEmulator } from '../create-emulator.ts'
import { hasProgram } from './programs.ts'

const folder = useFolder('shared')

const clients = [
  {
    command: ['sh', 'examples/curl/get-call-info.sh'],
    isInstalled: hasProgram('curl'),
  },
  {
    command: ['node', 'examples/node/get-call-info.mjs'],
    isInstalled: true,
  },
  {
    command: ['python3', 'examples/python/get_call_info.py'],
    isInstalled: hasProgram('python'),
  },
  {
    command: ['java', 'examples/java/GetCallInfo.java'],
    isInstalled: hasProgram('java'),
  },
] as const

const aCall = {
  id: '055662e1-bc8a-469c-a334-1126c8c17d58',
  from: 'user1',
  to: ['user2'],
  media: 'audio',
  ring: 'never',
}
const internalErrors = (times: number) => ({ on: 'get_call_info', error: 101001, times })

/** Runs a client as a user would, with an emulator of its own, and returns its exit code and output. */
async function run([command, file]: readonly [string, string], args: readonly string[] = [], fault?: object) {
  await using emulator = createEmulator()
  const control = `${(await emulator.listen()).url}/_ringback/faults`
  if (fault) await fetch(control, { method: 'POST', body: JSON.stringify(fault) })
  const env = {
    PATH: process.env.PATH,
    RINGBACK_URL: new URL(control).origin,
    RINGBACK_USERSIG: emulator.credentials().userSig,
  }
  const ended = await new Promise<object>(resolve => {
    const client = execFile(command, [file, ...args], { env }, (_, stdout, stderr) =>
      resolve({ exitCode: client.exitCode, stdout, stderr }),
    )
  })
  const hits = emulator.core.defaultApp.faults.map(({ count: hits }) => hits.hit)
  return { ...ended, hits }
}

const members = 'user1 Calling\nuser2 Waiting\n'
const installed = clients
  .filter(({ isInstalled }) => isInstalled)
  .map(({ command }) => ({ command, name: command.join(' ') }))

/** The part of a report's JSON that these tests use. */
interface ReportView {
  readonly verdict: string
  readonly results: readonly { readonly id: string; readonly verdict: string }[]
}

describe.concurrent('Each example', () => {
  test.for(installed)('Prints the members of the demo call with $name', async ({ command }, { expect }) => {
    expect(await run(command)).toEqual({ exitCode: 0, stdout: members, stderr: '', hits: [] })
  })

  test.for(installed)('Exits with 1 for an unknown call with $name', async ({ command }, { expect }) => {
    const stderr = expect.stringMatching(/^101004: /)
    expect(await run(command, ['no-such-call'])).toEqual({ exitCode: 1, stdout: '', stderr, hits: [] })
  })

  test.for(installed)('Retries after two internal errors with $name', async ({ command }, { expect }) => {
    const ended = await run(command, [], internalErrors(2))
    expect(ended).toEqual({ exitCode: 0, stdout: members, stderr: '', hits: [2] })
  })

  test.for(installed)('Gives up after the fourth internal error with $name', async ({ command }, { expect }) => {
    const stderr = expect.stringMatching(/^101001: /)
    const ended = await run(command, [], internalErrors(9))
    expect(ended).toEqual({ exitCode: 1, stdout: '', stderr, hits: [4] })
  })

  test.for(installed)('Passes the contract report with $name', async ({ command }, { expect }) => {
    const fault = JSON.stringify(internalErrors(2))
    const scenario = `{ ringback: 1, name: fails twice, calls: [${JSON.stringify(aCall)}], faults: [${fault}] }`
    const name = command[0]
    const file = join(folder, `${name}.scenario.yaml`)
    const report = join(folder, `${name}.json`)
    writeFileSync(file, scenario)
    const { code, stderr } = await runCli([
      'exec',
      '--fail-on',
      'warning',
      '--report',
      `json=${report}`,
      '--scenario',
      file,
      '--',
      ...command,
    ])
    const { verdict, results }: ReportView = JSON.parse(readFileSync(report, 'utf8'))
    expect([code, verdict], stderr).toEqual([0, 'passed'])
    for (const id of ['RB-B01', 'RB-B03']) expect(results.find(result => result.id === id)?.verdict).toBe('passed')
  })
})

// A process for each request keeps no connection, which is a warning.
const adapters = [
  { command: ['node', 'examples/adapters/adapter.mjs'], isInstalled: true, warnings: '' },
  { command: ['python3', 'examples/adapters/adapter.py'], isInstalled: hasProgram('python'), warnings: '' },
  { command: ['sh', 'examples/adapters/adapter.sh'], isInstalled: hasProgram('curl'), warnings: ' 1 warning,' },
  { command: ['java', 'examples/adapters/Adapter.java'], isInstalled: hasProgram('java'), warnings: '' },
]
  .filter(({ isInstalled }) => isInstalled)
  .map(one => ({ ...one, name: one.command.join(' ') }))

test.concurrent.for(adapters)('Passes every case of check with $name', async ({ command, warnings }, { expect }) => {
  const jobs = command[0] === 'java' ? '3' : '4'
  const { code, stdout, stderr } = await runCli(['check', '--jobs', jobs, '--', ...command])
  expect(stdout.trimEnd().split('\n').slice(-2).join(' ')).toMatch(
    new RegExp(
      `^PASSED: \\d+ requests\\. \\d+ rules passed, 0 failed,${warnings} \\d+ not exercised\\. \\d+ cases passed, 0 failed`,
      'm',
    ),
  )
  expect(stderr).toBe(`ringback runs 76 cases on ${command.join(' ')}\n`)
  expect(code).toBe(0)
})

test('Fails in CI for a missing program, and skips its tests elsewhere', ({ expect }) => {
  const PATH = process.env.PATH
  process.env.PATH = '/nowhere'
  try {
    expect(hasProgram('ruby', {})).toBe(false)
    expect(() => hasProgram('ruby', { CI: 'true' })).toThrow('ruby')
  } finally {
    process.env.PATH = PATH
  }
})
