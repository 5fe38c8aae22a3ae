import type { Entry, EntryTiming, Journal } from '../../../src/emulator/journal.ts'

/** An exchange by its differences from a valid get_call_info of call c1 that succeeds. */
export interface ExchangeInput extends Partial<Omit<Entry, 'timing'>> {
  /** Milliseconds since the start of the run, of both clocks; the response is sent one later. */
  readonly t?: number
  readonly timing?: Partial<EntryTiming> | undefined
}

const beginning = 1_768_469_400_000

/** A journal of exchanges, each a second after the one before if it has no `t`. */
export function toJournal(exchanges: readonly ExchangeInput[], journal: Partial<Journal> = {}): Journal {
  const entries = exchanges.map(toEntry)
  const commands = [...new Set(entries.map(({ command }) => command))]
  return {
    ringback: 'journal',
    version: 2,
    scenario: 'made',
    validation: 'strict',
    auth: 'verify',
    counts: commands.map(command => ({
      scope: 'call-api',
      command,
      requests: entries.filter(entry => entry.command === command).length,
      codes: {},
      failureModes: {},
    })),
    total: entries.length,
    entries,
    ...journal,
  }
}

function toEntry({ t, timing, ...exchange }: ExchangeInput, index: number): Entry {
  const receivedAt = beginning + (t ?? index * 1_000)
  const command = 'command' in exchange ? exchange.command : 'get_call_info'
  const service = command?.includes('record') ? 'call_record_http_srv' : 'call_engine_http_srv'
  const callId = 'callId' in exchange ? exchange.callId : 'c1'
  const query = `sdkappid=88888888&identifier=administrator&usersig=…ab_&random=${index + 1}&contenttype=json`
  return {
    position: index + 1,
    id: `88888888-${index + 1}`,
    epoch: 1,
    rate: 1,
    at: receivedAt,
    method: 'POST',
    target: `/v4/${service}/${command ?? 'nothing'}?${query}`,
    body: JSON.stringify({ CallId: callId }),
    unreadable: undefined,
    scope: 'call-api',
    command,
    sdkAppId: 88_888_888,
    identifier: 'administrator',
    callId,
    status: 200,
    errorCode: 0,
    reply: '{"ErrorCode":0,"ErrorInfo":"","ActionStatus":"OK","RequestId":"Id-1","Response":{}}',
    faults: [],
    failureModes: [],
    tolerated: [],
    delay: 0,
    drop: undefined,
    events: [],
    endedAt: undefined,
    hasCallback: false,
    isCut: false,
    userSig: {
      claims: { identifier: 'administrator', sdkAppId: 88_888_888, time: 1_768_469_300, expire: 86_400 },
      refuse: undefined,
      because: undefined,
      findings: [],
    },
    isAdministrator: true,
    leaks: [],
    ...exchange,
    timing: {
      connection: 1,
      host: '127.0.0.1:2255',
      agent: 'test',
      opened: undefined,
      closed: undefined,
      receivedAt,
      sentAt: receivedAt + 1,
      abortedAt: undefined,
      ...timing,
    },
  }
}
