import { connect, type Socket } from 'node:net'
import { requestBytes } from './subjects.ts'

/** The results of one slice of load. */
export interface Slice {
  readonly requests: number
  readonly seconds: number
  /** The duration of each request in milliseconds, sorted. */
  readonly latencies: Float64Array
}

/** Keeps `connections` busy for some milliseconds, each with one request at a time, and checks every reply. */
export async function runLoad(port: number, connections: number, milliseconds: number): Promise<Slice> {
  const latencies: number[] = []
  const startedAt = performance.now()
  const until = startedAt + milliseconds
  preventSleep(until)
  await Promise.all(Array.from({ length: connections }, () => keepBusy(port, until, latencies)))
  const seconds = (performance.now() - startedAt) / 1000
  return { requests: latencies.length, seconds, latencies: Float64Array.from(latencies).sort() }
}

/** Prevents this process from sleeping: waking it would be charged to the server. */
function preventSleep(until: number): void {
  if (performance.now() < until) setImmediate(preventSleep, until)
}

function keepBusy(port: number, until: number, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let buffered = ''
    let sent = 0
    const sendRequest = () => {
      sent = performance.now()
      socket.write(requestBytes)
    }
    socket.on('connect', sendRequest).on('error', reject)
    socket.on('data', chunk => {
      buffered += chunk.toString('latin1')
      if (!isWhole(buffered)) return
      if (!buffered.includes('"ErrorCode":0')) return reject(new Error(`A wrong answer: ${buffered.slice(0, 600)}`))
      buffered = ''
      const now = performance.now()
      latencies.push(now - sent)
      if (now < until) return sendRequest()
      socket.end()
      resolve()
    })
  })
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return false
  const length = /content-length: (\d+)/i.exec(text.slice(0, end))
  return text.length - end - 4 >= Number(length?.[1])
}
