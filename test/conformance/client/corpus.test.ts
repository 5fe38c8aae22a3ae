import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import { sendRaw } from '../../surfaces/raw.ts'
import type { Hooks } from './corpus/client.ts'
import { goodClients } from './corpus/good-clients.ts'
import {
  type ClientContext,
  type ClientSetup,
  callBody,
  requestCall,
  runClient,
  type WrongClient,
} from './corpus/setup.ts'

const requestSixTimes =
  (hooks: Partial<Hooks>) =>
  async ({ client }: ClientContext) => {
    const one = client(hooks)
    for (let times = 0; times < 6; times++) {
      await one.send('get_call_info', callBody)
      await pause(30)
    }
  }

/** Clients whose mistakes need a socket; all others are examples of the rules. */
const wrongClients: readonly WrongClient[] = [
  {
    name: 'sends Latin 1',
    rule: 'RB-Q19',
    run: requestCall({ toBody: () => Buffer.from('{"CallId":"für-zwei"}', 'latin1') }),
  },
  {
    name: 'sends more than a body may have',
    rule: 'RB-Q19',
    run: requestCall({ toBody: body => JSON.stringify({ ...body, Extra: 'x'.repeat(1_100_000) }) }),
  },
  {
    name: 'announces more of a body than it sends',
    rule: 'RB-Q19',
    run: ({ emulator, port }) => {
      const target = emulator.target('get_call_info')
      return sendRaw(port, `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{"CallId":"a-call"}`, 3_600)
    },
  },
  {
    name: 'continues with all of its connections after 60007',
    rule: 'RB-B05',
    settings: { rateLimit: 10 },
    async run({ client }) {
      const one = client({ slots: 3, decide: () => 'return' })
      await Promise.all(Array.from({ length: 30 }, (_, page) => one.send('get_record_by_filter', { Page: page + 1 })))
    },
  },
  {
    name: 'disconnects while the response arrives slowly',
    rule: 'RB-B08',
    faults: [{ on: 'get_call_info', dribble: '50B/s' }],
    run: requestCall({ timeout: 500, attempts: 1 }),
  },
  {
    name: 'closes each connection',
    rule: 'RB-B09',
    run: requestSixTimes({ agent: () => new Agent({ keepAlive: false }) }),
  },
  {
    name: 'creates a pool for each request',
    rule: 'RB-B09',
    run: requestSixTimes({ agent: () => new Agent({ keepAlive: true }) }),
  },
]

/** The rules that a client breaks, and those that it keeps. */
async function evaluate(client: ClientSetup) {
  const { results } = toClientReport([{ journal: await runClient(client) }])
  const of = (verdict: string) => results.filter(one => one.verdict === verdict).map(({ rule }) => rule.id)
  return { failed: of('failed'), passed: of('passed') }
}

/** Most clients pause and time out in real time, which a loaded machine can prolong beyond the limits of a rule. */
const inRealTime = { retry: 3, timeout: 60_000 }

test.concurrent.for(wrongClients)(
  'Reports only $rule for a client that $name',
  inRealTime,
  async (client, { expect }) => {
    expect((await evaluate(client)).failed).toEqual([client.rule])
  },
)

test.concurrent.for(goodClients)(
  'Reports no rule for a good client that $name',
  inRealTime,
  async (client, { expect }) => {
    const { failed, passed } = await evaluate(client)
    expect(failed).toEqual([])
    expect(client.passes.filter(id => !passed.includes(id))).toEqual([])
  },
)
