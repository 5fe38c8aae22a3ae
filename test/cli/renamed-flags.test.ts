import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { check } from '../../src/cli/check.ts'
import { exec } from '../../src/cli/exec.ts'
import { refuseRenamedFlags } from '../../src/cli/flags.ts'
import { start } from '../../src/cli/start.ts'
import { sweep } from '../../src/cli/sweep.ts'
import { verify } from '../../src/cli/verify.ts'
import { run } from './run.ts'

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

test('Leaves flags of other commands and of the command that is run alone', () => {
  expect(refuse(exec, ['--within', '1s', '--', 'echo', '--known'])).toBeUndefined()
})

test('Refuses a renamed flag with exit code 2', async () => {
  const { code, stdout, stderr } = await run(['exec', '--known', 'known.txt', '--', 'true'])
  expect([code, stdout, stderr]).toEqual([2, '', '--known has been renamed. Use --known-issues.\n'])
})
