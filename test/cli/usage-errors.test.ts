import { existsSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { check } from '../../src/cli/check.ts'
import { doctor } from '../../src/cli/doctor.ts'
import { env } from '../../src/cli/env.ts'
import { exec } from '../../src/cli/exec.ts'
import { explainSig } from '../../src/cli/explain-sig.ts'
import { refuseRenamedFlags } from '../../src/cli/flags.ts'
import { record } from '../../src/cli/record.ts'
import { report } from '../../src/cli/report.ts'
import { scenario } from '../../src/cli/scenario.ts'
import { sign } from '../../src/cli/sign.ts'
import { start } from '../../src/cli/start.ts'
import { sweep } from '../../src/cli/sweep.ts'
import { verify } from '../../src/cli/verify.ts'
import { webhook } from '../../src/cli/webhook.ts'
import { run, useFolder } from './run.ts'

const commands = [
  ...[start, exec, env, doctor, sweep, check, record, report, sign, explainSig, scenario, webhook, verify],
  ...scenario.commands,
  ...webhook.commands,
]
for (const command of commands) command.exitOverride().configureOutput({ writeErr() {}, writeOut() {} })

const folder = useFolder('shared')
const missing = join(folder, 'missing', 'file')
const note = join(folder, 'note')
writeFileSync(note, '{"ringback":"note"}')
const known = join(folder, 'known.txt')
writeFileSync(known, 'RB-Q7\nRB-Q07 get_calls\n')
const large = join(folder, 'large')
writeFileSync(large, '')
truncateSync(large, 2 ** 30)
const faults = expect.stringMatching(/^--fault '\{ on: get_cal_info.*':1:7 [\s\S]*\n--fault '\{ on: all \}':1:1 /)

/** Runs a command in this process and returns its first error. Every line in this file has one. */
async function findError(line: readonly string[]): Promise<unknown> {
  const [name, ...args] = line
  const command = commands.find((one: Command) => one.name() === name)
  return command?.parseAsync(args, { from: 'user' }).catch((error: unknown) => error)
}

const server = ['--target', 'http://127.0.0.1:9']
const upstream = ['--upstream', 'http://127.0.0.1:1']

test.each<[string[], string, object?]>([
  [['start', '--port', '70000'], 'not-an-integer', { flag: '--port', value: '70000', min: 0, max: 65535 }],
  [['start', '--clock', 'fast'], 'not-a-clock-mode', { value: 'fast' }],
  [['start', '--rate-limit', '0'], 'not-a-rate-limit'],
  [['start', '--rate-limit', 'none'], 'not-a-rate-limit'],
  [['start', '--validation', 'some'], 'not-a-choice', { choices: ['strict', 'lenient'] }],
  [['start', '--control-token', ''], 'not-a-token'],
  [['start', '--scenario', 'anwsered'], 'unknown-scenario', { name: 'anwsered' }],
  [['start', '--allow-passthrough'], 'passthrough-without-https'],
  [
    ['start', '--import', 's.json', '--scenario', 'answered'],
    'ignored-flag',
    { flag: '--scenario', because: 'import' },
  ],
  [['start', '--import', 's.json', '--seed', '1'], 'ignored-flag', { flag: '--seed' }],
  [['start', '--import', 's.json', '--fault', '{ on: all, http: 502 }'], 'fault-with-import'],
  [
    ['start', '--fault', '{ on: get_cal_info, http: 1 }', '--fault', '{ on: all }'],
    'invalid-input',
    { details: faults },
  ],
  [['start', '--import', missing, '--export-on-exit', note], 'unreadable-file', { problem: { code: 'missing' } }],
  [['start', '--import', folder], 'unreadable-file', { what: 'snapshot', problem: { kind: 'folder' } }],
  [['start', '--import', note], 'invalid-file', { file: note }],
  [['start', '--export-on-exit', missing], 'unwritable-file', { problem: { code: 'no-folder' } }],
  [['start', '--export-on-exit', folder], 'unwritable-file', { what: 'snapshot', problem: { code: 'folder' } }],
  [['start', '--export-on-exit', join(note, 'x')], 'unwritable-file', { problem: { code: 'system' } }],
  [['start', '--prot', '1'], 'commander.unknownOption'],
  [['exec'], 'commander.missingArgument'],
  [['exec', 'node', '-e', '1'], 'commander.unknownOption'],
  [['exec', '--import', 's.json', '--clock', 'manual', '--', 'x'], 'ignored-flag', { flag: '--clock' }],
  [['exec', '--env', 'A', '--', 'x'], 'not-a-template', { value: 'A' }],
  [['exec', '--env', '={url}', '--', 'x'], 'not-a-template'],
  [['exec', '--env', 'CALL-API={url}', '--', 'x'], 'not-a-variable-name', { name: 'CALL-API', meant: 'CALL_API' }],
  [['exec', '--env', 'A={urll}', '--', 'x'], 'unknown-placeholder', { placeholder: '{urll}' }],
  [['exec', '--report', 'junit', '--', 'x'], 'not-a-report-target'],
  [['exec', '--report', 'jnuit=x', '--', 'x'], 'unknown-report-format', { format: 'jnuit' }],
  [['exec', '--report', 'json=-', '--report', 'text=-', '--', 'x'], 'duplicate-report-target', { file: '-' }],
  [
    ['exec', '--report', `json=${folder}`, '--', 'x'],
    'unwritable-file',
    { what: 'report', problem: { code: 'folder' } },
  ],
  [['exec', '--report', `json=${note}/below`, '--', 'x'], 'unwritable-file', { problem: { code: 'system' } }],
  [['exec', '--report', 'json=/proc/none/x', '--', 'x'], 'unwritable-file'],
  [['exec', '--fail-on', 'warnings', '--', 'x'], 'not-a-choice', { choices: ['error', 'warning', 'none'] }],
  [['exec', '--min-coverage', '101', '--', 'x'], 'not-an-integer', { max: 100 }],
  [['exec', '--timeout', '5', '--', 'x'], 'not-a-duration', { flag: '--timeout' }],
  [['exec', '--known-issues', missing, '--', 'x'], 'unreadable-file', { what: 'known-issues' }],
  [['exec', '--known-issues', known, '--', 'x'], 'invalid-input', { details: expect.stringMatching(/:1 [\s\S]*:2 /) }],
  [['sweep', '--known-issues', large, '--', 'x'], 'unreadable-file', { problem: { code: 'too-large' } }],
  [['exec', '--sarif-location', missing, '--', 'x'], 'invalid-sarif-location', { file: missing }],
  [['doctor', '--export-on-exit', 's.json', '--', 'x'], 'ignored-flag', { because: 'doctor' }],
  [['sweep'], 'commander.missingArgument'],
  [['sweep', '--only', 'get_call_info:htp', '--', 'x'], 'not-a-sweep-part'],
  [['sweep', '--report', 'sarif=x', '--', 'x'], 'unknown-report-format'],
  [['sweep', '--port', '2255', '--', 'x'], 'not-for-sweep', { flag: '--port' }],
  [['sweep', '--fault', '{ on: all, htp: 502 }', '--', 'x'], 'invalid-input'],
  [['check'], 'missing-adapter'],
  [['check', '--adapter', 'a', '--', 'b'], 'two-adapters'],
  [['check', '--adapter', "node 'a"], 'not-a-command-line', { problem: "'" }],
  [['check', '--only', 'RB-C6', '--', 'a'], 'unknown-case', { word: 'RB-C6' }],
  [['check', '--only', ' ', '--', 'a'], 'not-a-selection'],
  [['check', '--list', '--report', 'json=-'], 'ignored-flag', { because: 'list' }],
  [['record', '--', 'x'], 'missing-upstream'],
  [['record', ...upstream, '--env', 'A=1'], 'ignored-flag', { flag: '--env', because: 'no-command' }],
  [['record', ...upstream, '--timeout', '1s'], 'ignored-flag', { flag: '--timeout' }],
  [['record', '--upstream', 'http://127.0.0.1:1/v4', '--', 'x'], 'not-a-server', { problem: 'path' }],
  [['record', ...upstream, '--env', 'A={userSig}', '--', 'x'], 'unavailable-placeholder', { placeholder: '{userSig}' }],
  [['record', ...upstream, '--out', missing, '--', 'x'], 'unwritable-file', { what: 'scenario' }],
  [['report', folder], 'unreadable-file', { what: 'journal', problem: { code: 'not-a-file', kind: 'folder' } }],
  [['report', note], 'invalid-file', { file: note }],
  [['report', large], 'unreadable-file', { problem: { code: 'too-large', largest: 536_870_912 } }],
  [['report', note, '--report', 'json=-', '--format', 'html'], 'stdout-taken', { flags: ['--report', '--format'] }],
  [['verify'], 'missing-target'],
  [['verify', '--target', '127.0.0.1:2255'], 'not-a-server', { meant: 'http://127.0.0.1:2255' }],
  [['verify', ...server, '--report', 'pdf=x'], 'unknown-report-format', { format: 'pdf' }],
  [['verify', ...server, '--report', 'text=-', '--json'], 'stdout-taken'],
  [['verify', ...server, '--baseline', missing], 'unreadable-file', { what: 'evidence', problem: { code: 'missing' } }],
  [['verify', ...server, '--baseline', note], 'invalid-file', { file: note }],
  [['verify', ...server, '--callee', 'x'], 'ignored-flag', { flag: '--callee', because: 'read-only' }],
  [['verify', ...server, '--pause', '2h'], 'not-a-duration', { max: 3_600_000 }],
  [['verify', ...server, '--sdkappid', '1400000001'], 'missing-secret-key', { sdkAppId: 1400000001 }],
  [['sign', '--sdkappid', '1400000001'], 'missing-secret-key', { sdkAppId: 1400000001, userSig: false }],
  [['sign', '--nonsense'], 'commander.unknownOption'],
  [['explain-sig', '/v4/x?sdkappid=1'], 'url-without-usersig'],
  [['env', '--url', 'localhost'], 'invalid-url', { flag: '--url' }],
  [['show', 'demmo'], 'unknown-library-scenario', { name: 'demmo' }],
  [['check', '--jobs', '0', '--', 'a'], 'not-an-integer'],
])('Refuses %j: %s', async (line, code, data = {}) => {
  const error = await findError(line)
  expect(error).toMatchObject(code.startsWith('commander.') ? { code } : { code, data, exitCode: 2 })
})

test.skipIf(!existsSync('/dev/zero')).each([
  [['start', '--import', '/dev/zero'], 'snapshot'],
  [['start', '--scenario', '/dev/zero'], 'scenario'],
  [['exec', '--known-issues', '/dev/zero', '--', 'x'], 'known-issues'],
  [['sweep', '--known-issues', '/dev/zero', '--', 'x'], 'known-issues'],
  [['report', '/dev/zero'], 'journal'],
  [['verify', ...server, '--baseline', '/dev/zero'], 'evidence'],
])('Refuses a device as an input: %j', async (line, what) => {
  const data = { file: '/dev/zero', what, problem: { code: 'not-a-file', kind: 'device' } }
  expect(await findError(line)).toMatchObject({ code: 'unreadable-file', data })
})

test.each([
  [['ftp://receiver/callback'], 'invalid-callback-url', { meant: undefined }],
  [['localhost:3000/callback'], 'invalid-callback-url', { meant: 'http://localhost:3000/callback' }],
  [['http://'], 'invalid-callback-url', {}],
  [['http://receiver', '--sdkappid', 'mine'], 'not-an-integer', {}],
  [['http://receiver', '--token', 'a b'], 'not-a-token', {}],
])('Refuses webhook check %j: %s', async (args, code, data) => {
  const error = await webhook.commands[0]?.parseAsync(args, { from: 'user' }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code, data, exitCode: 2 })
})

test('Prints the message of an error on stderr and exits with 2', async () => {
  const { code, stdout, stderr } = await run(['start', '--port', '70000'])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toBe('Invalid --port: expected an integer from 0 to 65535, got "70000".\n')
})

test('Names the variable of an invalid value', async () => {
  const { code, stderr } = await run(['exec', '--', 'true'], { RINGBACK_TIMEOUT: '5' })
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^Invalid RINGBACK_TIMEOUT: /)])
})

test('Suggests a command for a misspelled one', async () => {
  const { code, stderr } = await run(['strat'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('start')])
})

const refuse = (command: Command, words: readonly string[], environment = {}) => {
  try {
    refuseRenamedFlags(command, words, environment)
  } catch (error) {
    return error
  }
}

test.each<[Command, string[], string]>([
  [exec, ['--known', 'known.txt', '--', 'true'], '--known-issues'],
  [exec, ['--min-exposure=40', '--', 'true'], '--min-coverage'],
  [start, ['--https', '--pass-others'], '--allow-passthrough'],
  [sweep, ['--known', 'known.txt', '--', 'true'], '--known-issues'],
  [check, ['--patience', '1s', '--', 'true'], '--answer-timeout'],
  [verify, ['--patience', '1s'], '--answer-timeout'],
  [verify, ['--within', '1s'], '--timeout'],
  [verify, ['--against', 'evidence.json'], '--baseline'],
])('Refuses a flag of version 0.4 with its new name: $1', (command, words, now) => {
  expect(refuse(command, words)).toMatchObject({ code: 'renamed-flag', data: { now }, exitCode: 2 })
})

test.each<[Command, string, string]>([
  [exec, 'RINGBACK_KNOWN', 'RINGBACK_KNOWN_ISSUES'],
  [exec, 'RINGBACK_MIN_EXPOSURE', 'RINGBACK_MIN_COVERAGE'],
  [verify, 'RINGBACK_WITHIN', 'RINGBACK_TIMEOUT'],
])('Refuses a variable of version 0.4 with its new name: $1', (command, old, now) => {
  expect(refuse(command, [], { [old]: '1' })).toMatchObject({ code: 'renamed-flag', data: { old, now } })
})

test('Ignores flags of other commands and of the command that is run', () => {
  expect(refuse(exec, ['--within', '1s', '--', 'echo', '--known'])).toBeUndefined()
})

test('Refuses a renamed flag with exit code 2', async () => {
  const { code, stdout, stderr } = await run(['exec', '--known', 'known.txt', '--', 'true'])
  expect([code, stdout, stderr]).toEqual([2, '', '--known has been renamed. Use --known-issues.\n'])
})
