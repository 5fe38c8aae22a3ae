import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { run as runCli } from './cli/run.ts'

/** What `start --json` says on its one line, as far as it is used here. */
interface Facts {
  readonly url: string
  readonly controlUrl: string
  readonly userSig: string
}

const prints = (form: RegExp, command: string, ...args: string[]): boolean => {
  try {
    return form.test(execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return false
  }
}

const clients = [
  {
    command: ['sh', 'examples/curl/get-call-info.sh'],
    isHere: prints(/curl/, 'sh', '-c', 'command -v curl'),
  },
  {
    command: ['node', 'examples/node/get-call-info.mjs'],
    isHere: true,
  },
  {
    command: ['python3', 'examples/python/get_call_info.py'],
    isHere: prints(/^Python 3\.([89]|\d\d)/, 'python3', '--version'),
  },
  {
    command: ['java', 'examples/java/GetCallInfo.java'],
    // A source file is run by the compiler inside, which a bare runtime lacks.
    isHere: prints(/^jdk\.compiler@(1[7-9]|[2-9]\d)/m, 'java', '--list-modules'),
  },
] as const

let emulator: ChildProcess
let facts: Facts

beforeAll(async () => {
  const child = spawn(process.execPath, ['dist/cli/main.js', 'start', '--port', '0', '--json', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  emulator = child
  for await (const line of createInterface(child.stdout)) {
    // The line is the command's documented output; the tests fail if it is not.
    facts = JSON.parse(line) as Facts
    return
  }
  throw new Error('The emulator ended without saying where it serves.')
})

afterAll(async () => {
  emulator.kill()
  if (emulator.exitCode === null) await once(emulator, 'exit')
})

beforeEach(() => faults('DELETE'))

/** Asks the control surface about its faults, or arms one; its answer as text. */
async function faults(method: 'GET' | 'DELETE' | 'POST', fault?: object): Promise<string> {
  const response = await fetch(`${facts.controlUrl}/faults`, { method, body: fault ? JSON.stringify(fault) : null })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}

/** Runs a client as a user would, and tells how it ended and what it wrote. */
function run([command, file]: readonly [string, string], ...args: string[]) {
  const env = {
    PATH: process.env.PATH,
    RINGBACK_URL: facts.url,
    RINGBACK_USERSIG: facts.userSig,
  }
  return new Promise(resolve => {
    const client = execFile(command, [file, ...args], { env }, (_, stdout, stderr) =>
      resolve({ exitCode: client.exitCode, stdout, stderr }),
    )
  })
}

const members = 'user1 Calling\nuser2 Waiting\n'

for (const { command, isHere } of clients) {
  const name = command.join(' ')

  test.skipIf(!isHere)(`${name} prints the demo call's members`, async () => {
    expect(await run(command)).toEqual({ exitCode: 0, stdout: members, stderr: '' })
  })

  test.skipIf(!isHere)(`${name} ends with 1 on a call that is not there`, async () => {
    const stderr = expect.stringMatching(/^101004: /)
    expect(await run(command, 'no-such-call')).toEqual({ exitCode: 1, stdout: '', stderr })
  })

  test.skipIf(!isHere)(`${name} survives two internal errors`, async () => {
    await faults('POST', { on: 'get_call_info', error: 101001, times: 2 })
    expect(await run(command)).toEqual({ exitCode: 0, stdout: members, stderr: '' })
  })

  test.skipIf(!isHere)(`${name} gives up after the fourth internal error`, async () => {
    await faults('POST', { on: 'get_call_info', error: 101001, times: 9 })
    const stderr = expect.stringMatching(/^101001: /)
    expect(await run(command)).toEqual({ exitCode: 1, stdout: '', stderr })
    expect(JSON.parse(await faults('GET'))).toMatchObject({ faults: [{ hit: 4 }] })
  })
}

const aCall = { id: '055662e1-bc8a-469c-a334-1126c8c17d58', from: 'user1', to: ['user2'], media: 'audio' }
const twice = { on: 'get_call_info', times: 2, error: 101001 }

test.for(clients.filter(client => client.isHere))(
  'the verdict on $command is clean',
  { concurrent: true },
  async ({ command }) => {
    const scenario = { ringback: 1, name: 'fails twice', calls: [{ ...aCall, ring: 'never' }], faults: [twice] }
    const folder = mkdtempSync(join(tmpdir(), 'ringback-'))
    const file = join(folder, 'twice.scenario.json')
    writeFileSync(file, JSON.stringify(scenario))
    const { code, stderr } = await runCli(['exec', '--fail-on', 'warning', '--scenario', file, '--', ...command])
    rmSync(folder, { recursive: true })
    expect(stderr).toMatch(/^passed: 3 requests of 1 command break none of 40 rules/m)
    for (const rule of ['RB-B01', 'RB-B03']) expect(stderr.split('Not exercised')[0]).toContain(rule)
    expect(code).toBe(0)
  },
)
