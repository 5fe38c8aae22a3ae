import { spawn } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clientPrelude, isAlive, node, validClient } from './clients.ts'
import { main, run, startCli, useFolder } from './run.ts'

const folder = useFolder('shared')

const file = (name: string) => join(folder, name)
const sweep = (...flags: readonly string[]) => ['sweep', '--jobs', '2', ...flags]
const only = (...kinds: readonly string[]) => kinds.flatMap(kind => ['--only', `get_call_info:${kind}`])

/** Retries if that helps, and fails otherwise. */
const retryingClient = `${clientPrelude}
const wait = () => new Promise(resolve => setTimeout(resolve, 250))
const get = async (left = 2) => {
  const answer = await ask().catch(() => ({ ErrorCode: 101001 }))
  if (answer.ErrorCode === 0 || left === 0) return answer
  if (![60007, 60008, 101001].includes(answer.ErrorCode)) throw new Error('no: ' + answer.ErrorCode)
  return wait().then(() => get(left - 1))
}
get()`

/** Ignores failures, and continues with the call. */
const ignoringClient = `${clientPrelude}
const end = () => fetch(RINGBACK_URL + '/v4/call_engine_http_srv/end_call?' + new URLSearchParams({
  sdkappid: RINGBACK_SDKAPPID, identifier: RINGBACK_IDENTIFIER, usersig: RINGBACK_USERSIG, random: 1, contenttype: 'json',
}), { method: 'POST', body: JSON.stringify({ CallId: '055662e1-bc8a-469c-a334-1126c8c17d58' }) })
ask().catch(() => {}).then(end)`

/** Ends itself by a signal after a failure. */
const crashingClient = `${clientPrelude} ask().catch(() => process.kill(process.pid, 'SIGKILL'))`

test.concurrent('Exits with 0 for a client that retries if it helps', async () => {
  const { code, stdout, stderr } = await run(
    sweep('--verbose', ...only('http', 'truncated', '60007', '101004'), ...node(retryingClient)),
  )
  expect([code, stdout]).toEqual([0, ''])
  expect(stderr).toContain('PASSED: 4 runs with one fault each. 3 passed, 1 reported.')
  expect(stderr).toContain('  get_call_info 1  passed    60007, http, truncated\n  get_call_info 1  reported  101004\n')
})

test.concurrent('Reports a client that does not retry as a warning, with a line that repeats the run', async () => {
  const reports = ['json', 'markdown', 'junit', 'html'].flatMap(format => ['--report', `${format}=${file(format)}`])
  const program = `${clientPrelude}\nconst name = "it's"\nask().then(({ ErrorCode }) => { console.log('said', ErrorCode); process.exit(ErrorCode ? 7 : 0) })`
  const flags = [...only('http', '101001'), '--seed', '5']
  const { code, stderr } = await run(sweep(...flags, ...reports, ...node(program)))
  expect(code).toBe(0)
  expect(stderr).toContain('Fix first: no-retry, warning: ')
  expect(stderr).toContain('output: said 101001\n')
  const { kind, verdict, seed, runs } = JSON.parse(readFileSync(file('json'), 'utf8'))
  expect([kind, verdict, seed]).toEqual(['sweep', 'passed', 5])
  expect(readFileSync(file('markdown'), 'utf8')).toMatch(/^## Sweep/)
  expect(readFileSync(file('junit'), 'utf8')).toContain('no-retry')
  expect(runs).toMatchObject([{ outcome: 'no-retry', ended: { code: 7 } }, { outcome: 'no-retry' }])
  const [{ reproduction }] = runs
  expect(stderr).toContain(`\n${reproduction}\n`)
  const pasted = await paste(reproduction)
  expect([pasted.code, pasted.stdout]).toEqual([7, 'said 101001\n'])
  expect(reproduction).toMatch(
    /^npx ringback exec --fault '\{ on: get_call_info, .* error: 101001 \}' --seed 5 --timeout /,
  )
  const strict = await run(sweep(...flags, '--fail-on', 'warning', ...node(program)))
  expect([strict.code, strict.stderr]).toEqual([1, expect.stringContaining('FAILED: ')])
})

test.concurrent('Reports a timeout for a client without a time limit, and leaves none of its processes', async () => {
  const pid = `require('node:fs').appendFileSync(${JSON.stringify(file('pids'))}, process.pid + '\\n');`
  const { code, stderr } = await run(sweep(...only('slow'), '--timeout', '2500ms', ...node(pid + validClient)))
  expect([code, stderr]).toEqual([1, expect.stringContaining('Fix first: timed-out, error: ')])
  const pids = readFileSync(file('pids'), 'utf8').trim().split('\n').map(Number)
  expect([pids.length, pids.filter(isAlive)]).toEqual([2, []])
})

test.concurrent('Reports a violation for a client that continues with a damaged response, unless that is a known issue', async () => {
  const { code, stderr } = await run(sweep(...only('html'), ...node(ignoringClient)))
  expect([code, stderr]).toEqual([1, expect.stringMatching(/Fix first: violated, error: [\s\S]*RB-A02/)])
  writeFileSync(file('known.txt'), 'violated html get_call_info  # it is old\n')
  const known = await run(sweep(...only('html'), '--known-issues', file('known.txt'), ...node(ignoringClient)))
  expect([known.code, known.stderr]).toEqual([0, expect.stringContaining('1 known')])
})

test.concurrent('Names a request that was not repeated although the run passed', async () => {
  const { code, stderr } = await run(sweep(...only('html'), ...node(`${clientPrelude} ask().catch(() => {})`)))
  expect([code, stderr]).toEqual([0, expect.stringMatching(/not retried:\s+get_call_info\s+1,\s+html/)])
})

test.concurrent('Reports a crash for a client that a signal ends, and the omitted cases', async () => {
  const { code, stderr } = await run(sweep('--max', '1', ...only('empty', 'garbage'), ...node(crashingClient)))
  expect([code, stderr]).toEqual([1, expect.stringContaining('1 crashed, 1 left out')])
})

test.concurrent('Ends the runs of an interrupted sweep, prints the results so far, and exits with 130', async () => {
  await using cli = startCli([
    ...sweep(...only('http', 'slow'), '--jobs', '1', '--grace', '300ms'),
    ...node(`console.error(process.pid); ${validClient}`),
  ])
  await cli.until(/each time with one fault/)
  await new Promise(resolve => setTimeout(resolve, 100))
  cli.child.kill('SIGINT')
  const { code, stderr } = await cli.ended
  expect([code, stderr]).toEqual([
    130,
    expect.stringMatching(/Left out: [12] runs? of 1 request\.\n[\s\S]*\nINTERRUPTED: /),
  ])
})

test.concurrent('Exits with 1 for a command that fails without faults, and shows its output', async () => {
  const { code, stderr } = await run(
    sweep(...node(`console.log('no database'); ${validClient}.then(() => process.exit(3))`)),
  )
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^ {2}no database\nWithout faults this command ended with exit code 3/),
  ])
  const timedOut = await run(sweep('--timeout', '200ms', '--grace', '0s', ...node('setInterval(() => {}, 1000)')))
  expect([timedOut.code, timedOut.stderr]).toEqual([
    1,
    expect.stringMatching(/^Without faults this command did not end within \d+ms/m),
  ])
})

test.concurrent('Exits with 5 for a command without requests, with the likely cause', async () => {
  const { code, stderr } = await run(sweep('--env', 'CALL_API={url}', ...node('')))
  expect([code, stderr]).toEqual([5, expect.stringMatching(/^No requests received at .*CALL_API/m)])
  const other = await run(sweep('--only', 'end_call', ...node(validClient)))
  expect([other.code, other.stderr]).toEqual([5, expect.stringContaining('--only')])
})

test.concurrent('Exits with 3 for a command that cannot be started', async () => {
  expect(await run(sweep('--', 'no-such-command'))).toMatchObject({ code: 3 })
})

/** Runs a line in a shell in which ringback is a command. */
async function paste(line: string) {
  writeFileSync(file('npx'), `#!/bin/sh\nshift\nexec '${process.execPath}' '${main}' "$@"\n`)
  chmodSync(file('npx'), 0o755)
  const child = spawn('sh', ['-c', line], { env: { PATH: `${folder}:${process.env.PATH}`, NO_COLOR: '1' } })
  let stdout = ''
  child.stdout.on('data', chunk => (stdout += chunk))
  child.stderr.resume()
  return new Promise<{ code: number | null; stdout: string }>(resolve =>
    child.on('close', code => resolve({ code, stdout })),
  )
}
