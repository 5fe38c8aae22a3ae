import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { asking, good, isAlive, node } from './clients.ts'
import { run, startCli } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringback-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string) => join(folder, name)
const sweep = (...flags: readonly string[]) => ['sweep', '--jobs', '2', ...flags]
const only = (...kinds: readonly string[]) => kinds.flatMap(kind => ['--only', `get_call_info:${kind}`])

/** Asks again where that helps, and says what does not. */
const careful = `${asking}
const wait = () => new Promise(resolve => setTimeout(resolve, 250))
const get = async (left = 2) => {
  const answer = await ask().catch(() => ({ ErrorCode: 101001 }))
  if (answer.ErrorCode === 0 || left === 0) return answer
  if (![60007, 60008, 101001].includes(answer.ErrorCode)) throw new Error('no: ' + answer.ErrorCode)
  return wait().then(() => get(left - 1))
}
get()`

/** Takes whatever comes, and goes on with the call. */
const heedless = `${asking}
const end = () => fetch(RINGBACK_URL + '/v4/call_engine_http_srv/end_call?' + new URLSearchParams({
  sdkappid: RINGBACK_SDKAPPID, identifier: RINGBACK_IDENTIFIER, usersig: RINGBACK_USERSIG, random: 1, contenttype: 'json',
}), { method: 'POST', body: JSON.stringify({ CallId: '055662e1-bc8a-469c-a334-1126c8c17d58' }) })
ask().catch(() => {}).then(end)`

/** Dies of what it cannot read, and says who it was. */
const fragile = `${asking} ask().catch(() => process.kill(process.pid, 'SIGKILL'))`

test.concurrent('a client that asks again gets over what passes, and is told what does not: exit 0', async () => {
  const { code, stdout, stderr } = await run(
    sweep('--verbose', ...only('http', 'truncated', '60007', '101004'), ...node(careful)),
  )
  expect([code, stdout]).toEqual([0, ''])
  expect(stderr).toContain('PASSED: 4 runs with one fault each. 3 survived, 1 told.')
  expect(stderr).toContain('\nget_call_info 1\n  survived  60007, http, truncated\n  told      101004\n')
})

test.concurrent('a client that gives up too early is shown each time, with a line for a shell that shows it again', async () => {
  const reports = ['--report', `json=${file('again.json')}`, '--report', `markdown=${file('again.md')}`]
  const program = `${asking}\nconst name = "it's"\nask().then(({ ErrorCode }) => { console.log('said', ErrorCode); process.exit(ErrorCode ? 7 : 0) })`
  const { code, stderr } = await run(sweep(...only('http', '101001'), '--seed', '5', ...reports, ...node(program)))
  expect(code).toBe(1)
  expect(stderr).toContain('gave up: get_call_info 1 met 101001.')
  expect(stderr).toContain('  output     said 101001\n')
  const { verdict, seed, runs } = JSON.parse(readFileSync(file('again.json'), 'utf8'))
  expect([verdict, seed, readFileSync(file('again.md'), 'utf8')]).toEqual([
    'failed',
    5,
    expect.stringMatching(/^## Sw/),
  ])
  expect(runs).toMatchObject([{ outcome: 'gave up', ended: { code: 7 } }, { outcome: 'gave up' }])
  expect(stderr).toContain(`\n${runs[0].again}\n`)
  const pasted = await paste(runs[0].again)
  expect([pasted.code, pasted.stdout]).toEqual([7, 'said 101001\n'])
  expect(runs[0].again).toMatch(
    /^npx ringback exec --fault '\{ on: get_call_info, .* error: 101001 \}' --seed 5 --timeout /,
  )
})

test.concurrent('a client that waits for ever hangs, and nothing of it is left', async () => {
  const pid = `require('node:fs').appendFileSync(${JSON.stringify(file('pids'))}, process.pid + '\\n');`
  const { code, stderr } = await run(sweep(...only('slow'), '--timeout', '2500ms', ...node(pid + good)))
  expect([code, stderr]).toEqual([1, expect.stringContaining('hung: get_call_info 1 met slow.')])
  const pids = readFileSync(file('pids'), 'utf8').trim().split('\n').map(Number)
  expect([pids.length, pids.filter(isAlive)]).toEqual([2, []])
})

test.concurrent('a client that takes a spoilt answer for a success has slipped, though it ends well', async () => {
  const { code, stderr } = await run(sweep(...only('html'), ...node(heedless)))
  expect(code).toBe(1)
  expect(stderr).toContain('slipped: get_call_info 1 met html.')
  expect(stderr).toContain('  broke      RB-A02  Does not take a body for a success that is no JSON.')
})

test.concurrent('known findings are no slips, and whoever never asked again is named', async () => {
  writeFileSync(file('known.txt'), 'RB-A02  # it is old\n')
  const { code, stderr } = await run(sweep(...only('html'), '--known-issues', file('known.txt'), ...node(heedless)))
  expect([code, stderr]).toEqual([0, expect.stringMatching(/was not retried:\s+get_call_info 1/)])
})

test.concurrent('a client that dies of it has crashed, and what is left out is said', async () => {
  const { code, stderr } = await run(sweep('--max', '1', ...only('empty', 'garbage'), ...node(fragile)))
  expect([code, stderr]).toEqual([1, expect.stringContaining('1 crashed, 1 left out')])
})

test.concurrent('an interrupted sweep ends what runs, says what it knows, and ends with 130', async () => {
  await using cli = startCli([
    ...sweep(...only('http', 'slow'), '--jobs', '1', '--grace', '300ms'),
    ...node(`console.error(process.pid); ${good}`),
  ])
  await cli.until(/each time with one fault/)
  await new Promise(resolve => setTimeout(resolve, 100))
  cli.child.kill('SIGINT')
  const { code, stderr } = await cli.ended
  expect([code, stderr]).toEqual([
    130,
    expect.stringMatching(/\nLeft out \(interrupted\): [12] runs? on 1 exchange\.\nINTERRUPTED: /),
  ])
})

test.concurrent('where the command fails without any fault, what it said is shown, and nothing is swept: exit 1', async () => {
  const { code, stderr } = await run(sweep(...node(`console.log('no database'); ${good}.then(() => process.exit(3))`)))
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^ {2}no database\nWithout faults this command ended with exit code 3/),
  ])
  const late = await run(sweep('--timeout', '200ms', '--grace', '0s', ...node('setInterval(() => {}, 1000)')))
  expect([late.code, late.stderr]).toEqual([
    1,
    expect.stringMatching(/^Without faults this command did not end within \d+ms/m),
  ])
})

test.concurrent('where nobody asks, nothing is exercised: exit 5, and why that is so most likely', async () => {
  const { code, stderr } = await run(sweep('--env', 'CALL_API={url}', ...node('')))
  expect([code, stderr]).toEqual([5, expect.stringMatching(/^No requests received at .*CALL_API/m)])
  const other = await run(sweep('--only', 'end_call', ...node(good)))
  expect([other.code, other.stderr]).toEqual([5, expect.stringContaining('--only')])
})

test.concurrent('a command that cannot be started ends it with 3', async () => {
  expect(await run(sweep('--', 'no-such-command'))).toMatchObject({ code: 3 })
})

/** Has a shell run a line, with ringback among its commands. */
async function paste(line: string) {
  const main = new URL('../../dist/cli/main.js', import.meta.url).pathname
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
