import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { adapterNames } from '../../src/case-runner/client-adapter.ts'
import { isRunning } from '../../src/cli/process-group.ts'
import { run, startCli, useFolder } from './run.ts'

const folder = useFolder('shared')

const adapter = ['node', 'test/cli/adapter.mjs']

/** The adapter that fails some cases on purpose; 101004 is a good case of it. */
const check = (mistakes: Record<string, string>, ...flags: string[]) =>
  run(['check', '--only', 'RB-C60,RB-C61,RB-C73,RB-C74', '--jobs', '1', ...flags, '--', ...adapter], {
    MISTAKES: JSON.stringify(mistakes),
  })

test.concurrent('Passes a good adapter, and prints only the report on stdout', async ({ expect }) => {
  const { code, stdout, stderr } = await check({})
  expect(stdout).toMatch(
    /^PASSED: 0 requests\. 0 rules passed, 0 failed, \d+ not exercised\. 4 cases passed, 0 failed/m,
  )
  expect(stderr).toBe('ringback runs 4 cases on node test/cli/adapter.mjs\n')
  expect(code).toBe(0)
})

interface Results {
  readonly results: readonly {
    readonly id: string
    readonly verdict: string
    readonly findings: readonly { readonly message: string; readonly position: number | null }[]
  }[]
}

/** The first finding of each exercised case of a report. */
const toFound = ({ results }: Results) =>
  Object.fromEntries(
    results
      .filter(({ id, verdict }) => id.startsWith('RB-C') && verdict !== 'not exercised')
      .map(({ id, findings }) => [id, findings[0]?.message]),
  )

test.concurrent('Fails one case each for noise, a long line and the end of an adapter', async ({ expect }) => {
  const mistakes = { 'RB-C60': 'noise', 'RB-C61': 'long', 'RB-C73': 'die' }
  const { code, stdout, stderr } = await check(mistakes, '--report', 'json=-')
  expect(toFound(JSON.parse(stdout))).toEqual({
    'RB-C60': expect.stringContaining('"debug: asked"'),
    'RB-C61': expect.stringContaining('1048576'),
    'RB-C73': expect.stringMatching(/ended with code 3 .*"out of memory"/),
    'RB-C74': undefined,
  })
  expect(stderr).toContain('\nout of memory\n')
  expect(code).toBe(1)
})

test.concurrent('Fails one case each for silence, another id, a signal and noise without an answer', async ({
  expect,
}) => {
  const mistakes = { 'RB-C60': 'silence', 'RB-C61': 'other id', 'RB-C73': 'kill', 'RB-C74': 'noise alone' }
  const { code, stdout } = await check(mistakes, '--answer-timeout', '900ms', '--report', 'json=-')
  expect(toFound(JSON.parse(stdout))).toEqual({
    'RB-C60': expect.stringContaining('within 900 ms'),
    'RB-C61': expect.stringMatching(/expected the id of the request, \d, got 10\d/),
    'RB-C73': expect.stringContaining('SIGKILL'),
    'RB-C74': expect.stringContaining('"debug: asked"'),
  })
  expect(code).toBe(1)
})

test.concurrent('Restarts adapters twenty times, however many there are', async ({ expect }) => {
  const can = JSON.stringify([...adapterNames.keys()])
  const ending = `echo '{"ringback":1,"can":${can}}'; read greeting; read question`
  const { code, stderr } = await run(['check', '--quiet', '--jobs', '32', '--', 'sh', '-c', ending])
  expect(stderr).toMatch(/^The adapter was restarted 20 times; \d+ cases did not run\.\n$/)
  expect(code).toBe(1)
})

test.concurrent.for([
  ['words', /^Invalid greeting: .*"hello, here I am"\.\n$/],
  ['end', /^no license\nThe adapter ended with code 7 .*"no license"\.\n$/],
] as const)('Exits with 3 for an adapter that greets with "%s"', async ([greeting, sentence], { expect }) => {
  const { code, stdout, stderr } = await check({ greeting })
  expect([code, stdout, stderr]).toEqual([3, '', expect.stringMatching(sentence)])
})

test.concurrent('Exits with 5 if the adapter offers no command, or none of a selected case', async ({ expect }) => {
  const nothing = await run(['check', '--', ...adapter], { CAN: '' })
  expect(nothing).toMatchObject({ code: 5, stdout: expect.stringMatching(/^NOT EXERCISED: /m) })
  expect(nothing.stderr).toMatch(/^Nothing was exercised: .*\n$/)
  const other = await run(['check', '--only', 'RB-C60', '--', ...adapter], { CAN: 'endCall' })
  expect(other.stderr).toMatch(/^Nothing was exercised: .*endCall.*RB-C60.*\n$/)
  expect(other.code).toBe(5)
})

test.concurrent.for(['SIGINT', 'SIGTERM'] as const)(
  'Ends the adapters on %s, whatever they do',
  async (signal, { expect }) => {
    const unstoppable = `trap '' INT TERM; echo '{"ringback":1,"can":["endCall"]}'; echo "I am $$." >&2; while :; do sleep 1; done`
    await using check = startCli(['check', '--only', 'RB-C73', '--', 'sh', '-c', unstoppable])
    const pid = Number(await check.until(/(?<=I am )\d+/))
    await check.until(/ringback runs/)
    check.child.kill(signal)
    expect((await check.ended).code).toBe(signal === 'SIGINT' ? 130 : 143)
    await expect.poll(() => isRunning(pid)).toBe(false)
  },
)

test.concurrent('Does not fail for a known case, and reports how to reproduce it', async ({ expect }) => {
  const known = join(folder, 'known.txt')
  writeFileSync(known, 'RB-C60 get_call_info  # it is old\nRB-C61\n')
  const { code, stdout } = await check({ 'RB-C60': 'noise' }, '--known-issues', known, '--report', 'json=-')
  expect(code).toBe(0)
  const { results, resolvedKnownIssues } = JSON.parse(stdout)
  expect(results.find(({ id }: { id: string }) => id === 'RB-C60')).toMatchObject({
    group: 'case',
    verdict: 'passed',
    knownCount: 1,
    knownFindings: [
      {
        position: null,
        knownIssue: { line: 1, reason: 'it is old' },
        curl: `npx ringback check --only RB-C60,get_call_info -- ${adapter.join(' ')}`,
      },
    ],
  })
  expect(resolvedKnownIssues).toMatchObject([{ line: 2, rule: 'RB-C61', exercised: true }])
})

test.concurrent('Takes the adapter as one text, also from a variable', async ({ expect }) => {
  const variables = { RINGBACK_ADAPTER: "node 'test/cli/adapter.mjs'", RINGBACK_ONLY: 'rb-c60' }
  const { code, stdout, stderr } = await run(['check', '--quiet'], variables)
  expect([code, /^PASSED: /m.test(stdout), stderr]).toEqual([0, true, ''])
})

test.concurrent('Lists the cases without an adapter', async ({ expect }) => {
  const { stdout } = await run(['check', '--list', '--only', 'RB-C22,get_call_info,endCall'])
  const lines = ['get_call_info       ', 'end_call            '].map(
    command => `RB-C22  ${command} Returns 101004 for a refusal with 101004\n`,
  )
  expect(stdout).toBe(lines.join(''))
})

test.concurrent('Exits with 3 if the adapter cannot be started', async ({ expect }) => {
  const { code, stderr } = await run(['check', '--', 'no-such-program'])
  expect([code, stderr]).toEqual([3, expect.stringContaining('"no-such-program"')])
})
