import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { sign } from '../../src/usersig/sign.ts'

/** The servers to compare, each as arguments of Node. */
export const subjects = {
  'node:http': (port: number) => ['test/bench/bare-server.mjs', `${port}`],
  'hono + zod': (port: number) => ['test/bench/hono-server.mjs', `${port}`],
  ringback: (port: number) => ['dist/cli/main.js', 'start', '--port', `${port}`, '--quiet', '--rate-limit', '1000000'],
} as const

export type SubjectName = keyof typeof subjects
export const subjectNames = Object.keys(subjects) as SubjectName[]

const time = Math.floor(Date.now() / 1000)
const secretKey = '72696e676261636b'.repeat(4)
const usersig = sign({ sdkAppId: 88888888, secretKey, identifier: 'administrator', time, expire: 86_400 })
const body = '{"CallId": "055662e1-bc8a-469c-a334-1126c8c17d58"}'
const target = `/v4/call_engine_http_srv/get_call_info?sdkappid=88888888&identifier=administrator&usersig=${usersig}&random=99999999&contenttype=json`

/** The request of every measurement, as bytes. */
export const requestBytes = Buffer.from(
  `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
)

/** A running server, and the milliseconds from its spawn to its first correct reply. */
export interface Running {
  readonly child: ChildProcess
  readonly port: number
  readonly coldStart: number
}

/** Starts a server on the first core, if the machine allows it, and waits for its first correct reply. */
export async function startSubject(name: SubjectName): Promise<Running> {
  const port = await findPort()
  const args = [process.execPath, ...subjects[name](port)]
  const [command = '', ...rest] = canPin ? ['taskset', '-c', '0', ...args] : args
  const startedAt = performance.now()
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', process.env.BENCH_DEBUG ? 'inherit' : 'ignore'] })
  for (;;) {
    if (await answersRight(port)) return { child, port, coldStart: performance.now() - startedAt }
    if (child.exitCode !== null) throw new Error(`${name} did not start`)
    await new Promise(resolve => setTimeout(resolve, 2))
  }
}

/** Whether programs can be bound to a core. */
export const canPin = (() => {
  try {
    execFileSync('taskset', ['-c', '0', 'true'])
    return true
  } catch {
    return false
  }
})()

/** The CPU seconds and the memory in MB of a process; from /proc, so on Linux only. */
export function readUsage(pid: number | undefined): { readonly cpu: number; readonly memory: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    cpu: (Number(stat[11]) + Number(stat[12])) / 100,
    memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
  }
}

function answersRight(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const outgoing = request({ port, host: '127.0.0.1', method: 'POST', path: target, agent: false }, response => {
      let text = ''
      response
        .on('data', chunk => (text += chunk))
        .on('end', () => resolve(text.includes('"ErrorCode":0') && text.includes('user2')))
    })
    outgoing.on('error', () => resolve(false)).end(body)
  })
}

function findPort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
