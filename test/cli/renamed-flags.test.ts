import { expect, test } from 'vitest'
import { run } from './run.ts'

const verify = ['verify', '--target', 'http://127.0.0.1:9']

test.each([
  [['exec', '--known', 'known.txt', '--', 'true'], '--known-issues'],
  [['exec', '--min-exposure=40', '--', 'true'], '--min-coverage'],
  [['start', '--https', '--pass-others'], '--allow-passthrough'],
  [['sweep', '--known', 'known.txt', '--', 'true'], '--known-issues'],
  [['check', '--patience', '1s', '--', 'true'], '--answer-timeout'],
  [[...verify, '--patience', '1s'], '--answer-timeout'],
  [[...verify, '--within', '1s'], '--timeout'],
  [[...verify, '--against', 'evidence.json'], '--baseline'],
])('Refuses a flag of version 0.4 with its new name: %o', async (args, flag) => {
  const { code, stdout, stderr } = await run(args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(`Use ${flag}.`)
})

test.each([
  [['exec', '--port', '0', '--', 'true'], 'RINGBACK_KNOWN', 'RINGBACK_KNOWN_ISSUES'],
  [['exec', '--port', '0', '--', 'true'], 'RINGBACK_MIN_EXPOSURE', 'RINGBACK_MIN_COVERAGE'],
  [verify, 'RINGBACK_WITHIN', 'RINGBACK_TIMEOUT'],
])('Refuses a variable of version 0.4 with its new name: %o %s', async (args, old, now) => {
  const { code, stderr } = await run(args, { [old]: '1' })
  expect(code).toBe(2)
  expect(stderr).toContain(`Use ${now}.`)
})

test('Leaves flags of the command that is run alone', async () => {
  const { stdout } = await run(['exec', '--port', '0', '--quiet', '--', 'echo', '--known', '--within'])
  expect(stdout).toBe('--known --within\n')
})
