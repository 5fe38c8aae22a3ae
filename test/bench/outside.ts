import { runLoad, type Slice } from './load.ts'
import { type Running, readUsage, type SubjectName, startSubject, subjectNames } from './subjects.ts'
import { toMedian, toTable } from './table.ts'

/** Milliseconds of one slice; short, because the speed of the machine drifts and adjacent slices are compared. */
const slice = 1_500

/** Requests per second and CPU of each server, relative to the bare server measured before and after. */
export async function measureThroughput(rounds: number): Promise<string> {
  const running = new Map<SubjectName, Running>()
  for (const name of subjectNames) running.set(name, await startSubject(name))
  for (const { port } of running.values()) await runLoad(port, 10, 2_000)
  const rows: string[][] = []
  for (const connections of [1, 10, 64]) {
    const seen = new Map<SubjectName, Measured[]>(subjectNames.map(name => [name, []]))
    for (let round = 0; round < rounds; round++) {
      for (const name of subjectNames) seen.get(name)?.push(await measure(running.get(name), connections))
    }
    const base = seen.get('node:http') ?? []
    for (const name of subjectNames) {
      const measured = seen.get(name) ?? []
      const ratio = (pick: (one: Measured) => number) =>
        toMedian(measured.map((one, index) => pick(one) / pick(base[index] ?? one))).toFixed(2)
      rows.push([
        `${name}, ${connections} connection${connections > 1 ? 's' : ''}`,
        Math.round(toMedian(measured.map(one => one.rate))).toString(),
        ratio(one => one.rate),
        ratio(one => one.cpu),
        toMedian(measured.map(one => one.p50)).toFixed(2),
        toMedian(measured.map(one => one.p99)).toFixed(2),
      ])
    }
  }
  for (const { child } of running.values()) child.kill()
  return `## Requests\n\n${toTable(['server', 'requests/s', 'ratio', 'CPU ratio', 'p50 ms', 'p99 ms'], rows)}`
}

interface Measured {
  readonly rate: number
  readonly cpu: number
  readonly p50: number
  readonly p99: number
}

async function measure(running: Running | undefined, connections: number): Promise<Measured> {
  if (!running) throw new Error('A server has not started')
  const before = readUsage(running.child.pid)
  const { requests, seconds, latencies }: Slice = await runLoad(running.port, connections, slice)
  const after = readUsage(running.child.pid)
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN
  return { rate: requests / seconds, cpu: (after.cpu - before.cpu) / requests, p50: at(0.5), p99: at(0.99) }
}

/** The times from spawn to the first correct reply, measured in turn. */
export async function measureColdStart(rounds: number): Promise<string> {
  const seen = new Map<SubjectName, number[]>(subjectNames.map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of subjectNames) {
      const { child, coldStart } = await startSubject(name)
      seen.get(name)?.push(coldStart)
      child.kill()
      await new Promise(resolve => child.once('exit', resolve))
    }
  }
  const base = seen.get('hono + zod') ?? []
  const rows = subjectNames.map(name => {
    const times = seen.get(name) ?? []
    const ratio = toMedian(times.map((one, index) => one / (base[index] ?? one)))
    return [name, toMedian(times).toFixed(0), ratio.toFixed(2)]
  })
  return `## From spawn to the first right answer\n\n${toTable(['server', 'ms', 'to hono + zod'], rows)}`
}

/** Memory when idle and during many requests. */
export async function measureMemory(requests: number): Promise<string> {
  const rows: string[][] = []
  for (const name of subjectNames) {
    const { child, port } = await startSubject(name)
    const idle = readUsage(child.pid).memory
    const marks: number[] = []
    let done = 0
    for (const mark of [0.1, 0.5, 1]) {
      while (done < requests * mark) done += (await runLoad(port, 64, 500)).requests
      marks.push(readUsage(child.pid).memory)
    }
    rows.push([name, ...[idle, ...marks].map(megabytes => megabytes.toFixed(0))])
    child.kill()
  }
  const heads = ['server, MB resident', 'idle', ...[0.1, 0.5, 1].map(mark => `after ${requests * mark} requests`)]
  return `## Memory\n\n${toTable(heads, rows)}`
}
