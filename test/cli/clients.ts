import { readFileSync } from 'node:fs'

/** Clients and other commands as `exec` runs them, each a program for `node -e`. */

/** Something to be run: Node with a program. */
export const node = (program: string): readonly string[] => ['--', process.execPath, '-e', program]

/** Asks for the sample call with any `random`; `ask()` gives the answer. */
export const asking = `
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
export const good = `${asking} ask()`

/** Sends a random that is none: RB-Q07. */
export const bad = `${asking} ask('no-number')`

/** Says that it is there, and stays, whatever it is told. */
export const stubborn = `
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => console.log('heard ' + signal))
setInterval(() => {}, 1000)
console.log('there ' + process.pid)
`

/** Starts another, tells both process ids, and stays until it is told to stop. */
export const parent = `
const { spawn } = require('node:child_process')
const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("grandchild " + process.pid)'], { stdio: 'inherit' })
setInterval(() => {}, 1000)
console.log('child ' + process.pid)
`

/** Starts another that outlives it, with all its streams, and ends well. */
export const careless = `${asking}
const { spawn } = require('node:child_process')
const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("grandchild " + process.pid)'], { stdio: ['inherit', 'pipe', 'inherit'] })
left.stdout.once('data', async line => { process.stdout.write(line); await ask(); process.exit(0) })
`

/** Whether there is a process, other than as a name on the kernel's list. */
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
