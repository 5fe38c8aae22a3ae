import packageJson from '../../../package.json' with { type: 'json' }
import { deliveryStates } from '../../emulator/callbacks/outgoing-callback.ts'
import type { EmulatorCore } from '../../emulator/core.ts'
import type { Usage } from '../server-context.ts'
import { defineRoute } from './route.ts'

/** The media type of Prometheus' text format. */
const mediaType = 'text/plain; version=0.0.4; charset=utf-8'

export const getMetrics = defineRoute({
  id: 'getMetrics',
  tag: 'emulator',
  method: 'get',
  path: '/metrics',
  summary: 'Get metrics for Prometheus, over all applications',
  types: [mediaType],
  gives: "Prometheus' text format 0.0.4.",
  handle: ({ core, usage }) =>
    new Response(writeMetrics(listMetrics(core, usage)), {
      headers: { 'Content-Type': mediaType, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' },
    }),
})

/** A metric with its samples. */
interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly samples: readonly Sample[]
}

/** A value with its labels. */
interface Sample {
  readonly labels?: { readonly [name: string]: string }
  readonly value: number
}

function listMetrics(core: EmulatorCore, usage: Usage): readonly Metric[] {
  const { runLog, callbacks, settings } = core
  const apps = core.listApps()
  const uptime = (performance.now() - usage.createdAt) / 1000
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  const faults = listFaultCounts(core)
  const sum = (count: (app: (typeof apps)[number]) => number) => apps.reduce((all, app) => all + count(app), 0)
  return [
    gauge('ringback_build_info', 'The version of ringback and of Node; always 1.', [
      { labels: { version: packageJson.version, node: process.versions.node }, value: 1 },
    ]),
    gauge('ringback_uptime_seconds', 'Real time since the emulator was created.', uptime),
    counter(
      'ringback_requests_total',
      'Requests by command and ErrorCode since the journal was cleared; code is none where the client received no intact reply.',
      listRequestCounts(core),
    ),
    counter('ringback_callbacks_total', 'Callbacks since the last reset.', callbacks.count),
    gauge('ringback_callbacks', 'Callbacks that are kept, by state and number of attempts.', listCallbackCounts(core)),
    counter(
      'ringback_callback_attempts_total',
      'Attempts to deliver a callback, by result: ok, or what is wrong.',
      [...callbacks.attempts].map(([result, value]) => ({ labels: { result }, value })),
    ),
    gauge('ringback_calls', 'Calls that are kept, by state.', [
      { labels: { state: 'live' }, value: sum(({ live }) => live) },
      { labels: { state: 'ended' }, value: sum(({ ended }) => ended.size) },
    ]),
    gauge('ringback_applications', 'Applications.', core.appCount),
    gauge('ringback_exchanges', 'Exchanges that the journal keeps.', Math.min(settings.journal, runLog.total)),
    counter(
      'ringback_fault_matches_total',
      "How often a fault's conditions were met.",
      faults.map(({ fault, matched }) => ({ labels: { fault }, value: matched })),
    ),
    counter(
      'ringback_fault_hits_total',
      'How often a fault was applied.',
      faults.map(({ fault, hit }) => ({ labels: { fault }, value: hit })),
    ),
    gauge('ringback_connections', 'Open connections.', usage.connections),
    counter('ringback_connections_opened_total', 'Connections so far.', usage.connectionsOpened),
    gauge('ringback_event_streams', 'Clients that read the event stream.', usage.eventStreams),
    gauge('process_resident_memory_bytes', 'Resident memory of the process.', rss),
    gauge('nodejs_heap_size_used_bytes', 'Used heap of the process.', heapUsed),
    counter('process_cpu_seconds_total', 'User and system time of the process.', (user + system) / 1e6),
    gauge('process_start_time_seconds', 'When the process was started, in Unix time.', performance.timeOrigin / 1000),
  ]
}

const toMetric =
  (type: Metric['type']) =>
  (name: string, help: string, samples: number | readonly Sample[]): Metric => ({
    name,
    type,
    help,
    samples: typeof samples === 'number' ? [{ value: samples }] : samples,
  })

const counter = toMetric('counter')
const gauge = toMetric('gauge')

function listRequestCounts({ runLog, mask }: EmulatorCore): readonly Sample[] {
  return runLog.counts().flatMap(({ scope, command, requests, codes }) => {
    const labels = { scope, command: mask(command ?? 'other') }
    const rest = Object.values(codes).reduce((left, count) => left - count, requests)
    return [
      ...Object.entries(codes).map(([code, value]) => ({ labels: { ...labels, code }, value })),
      ...(rest > 0 ? [{ labels: { ...labels, code: 'none' }, value: rest }] : []),
    ]
  })
}

/** Callbacks with more attempts than this are counted together. */
const mostAttempts = 5

function listCallbackCounts({ callbacks }: EmulatorCore): readonly Sample[] {
  const counts = new Map<string, Map<string, number>>(deliveryStates.map(state => [state, new Map()]))
  for (const { state, attempts } of callbacks.since()) {
    const made = attempts.length > mostAttempts ? `more than ${mostAttempts}` : `${attempts.length}`
    const ofState = counts.get(state)
    ofState?.set(made, (ofState.get(made) ?? 0) + 1)
  }
  return [...counts].flatMap(([state, ofState]) =>
    [...ofState].map(([attempts, value]) => ({ labels: { state, attempts }, value })),
  )
}

function listFaultCounts(core: EmulatorCore) {
  const counts = new Map(core.listFaults().map(({ id }) => [id, { fault: id, matched: 0, hit: 0 }]))
  for (const { faults } of [...core.listApps(), core.unassigned]) {
    for (const { id, count } of faults) {
      const sum = counts.get(id)
      if (!sum) continue
      sum.matched += count.matched
      sum.hit += count.hit
    }
  }
  return [...counts.values()]
}

/** Metrics in Prometheus' text format 0.0.4; those without a sample are left out. */
const writeMetrics = (metrics: readonly Metric[]): string =>
  metrics
    .filter(({ samples }) => samples.length > 0)
    .map(
      ({ name, type, help, samples }) =>
        `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map(sample => writeSample(name, sample)).join('')}`,
    )
    .join('')

function writeSample(name: string, { labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(
    ([label, text]) => `${label}="${text.replaceAll(/[\\"\n]/g, escapeCharacter)}"`,
  )
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`
}

const escapeCharacter = (character: string) => (character === '\n' ? '\\n' : `\\${character}`)
