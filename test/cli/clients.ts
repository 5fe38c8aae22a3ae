import { readFileSync } from 'node:fs'

/** Clients and other commands that `exec` runs, each a program for `node -e`. */

/** Arguments that run a program in Node. */
export const node = (program: string): readonly string[] => ['--', process.execPath, '-e', program]

/** Requests the sample call with any `random`; `ask()` returns the answer. */
export const clientPrelude = `
const { RINGBACK_URL, RINGBACK_SDKAPPID, RINGBACK_IDENTIFIER, RINGBACK_USERSIG } = process.env
const ask = async (random = Math.floor(Math.random() * 2 ** 32), signal) => {
  const query = new URLSearchParams({
    sdkappid: RINGBACK_SDKAPPID, identifier: RINGBACK_IDENTIFIER, usersig: RINGBACK_USERSIG, random, contenttype: 'json',
  })
  const body = JSON.stringify({ CallId: '055662e1-bc8a-469c-a334-1126c8c17d58' })
  const init = { method: 'POST', body, signal }
  return (await fetch(RINGBACK_URL + '/v4/call_engine_http_srv/get_call_info?' + query, init)).json()
}
`

/** Keeps the contract. */
export const validClient = `${clientPrelude} ask()`

/** Sends an invalid random: RB-Q07. */
export const invalidClient = `${clientPrelude} ask('no-number')`

/** Prints that it runs, and ignores every signal. */
export const ignoresSignals = `
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => console.log('received ' + signal))
setInterval(() => {}, 1000)
console.log('there ' + process.pid)
`

/** Starts another process, prints both process ids, and stops at a signal. */
export const startsProcess = `
const { spawn } = require('node:child_process')
const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("grandchild " + process.pid)'], { stdio: 'inherit' })
setInterval(() => {}, 1000)
console.log('child ' + process.pid)
`

/** Starts another process that outlives it with all its streams, and exits with 0. */
export const leavesProcess = `${clientPrelude}
const { spawn } = require('node:child_process')
const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("grandchild " + process.pid)'], { stdio: ['inherit', 'pipe', 'inherit'] })
left.stdout.once('data', async line => { process.stdout.write(line); await ask(); process.exit(0) })
`

/** Whether a process runs; a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readState(pid))
  } catch {
    return false
  }
}

function readState(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}
