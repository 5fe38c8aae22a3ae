import { toCompleteRequest, userSigMark } from '../../../build/rules.ts'
import type { ExampleRequest } from '../../../src/conformance/client/rule.ts'
import { parseRequest } from '../../../src/contracts/parse-request.ts'
import type { Connection, RequestTiming } from '../../../src/emulator/exchange.ts'
import type { Journal } from '../../../src/emulator/journal.ts'
import { demoApp } from '../../../src/scenarios/demo-app.ts'
import { toMilliseconds } from '../../../src/text/duration.ts'
import { sign } from '../../../src/usersig/sign.ts'
import { createEmulator, type EmulatorOptions } from '../../create-emulator.ts'
import { okResponse } from '../../surfaces/receiver.ts'

const defaultHost = '127.0.0.1:2255'

/** The journal of the requests of an example, sent to an emulator whose clock moves only between them. */
export async function runExample(requests: readonly ExampleRequest[], options: EmulatorOptions = {}): Promise<Journal> {
  await using emulator = createEmulator({
    clock: 'manual',
    scenario: { ringback: 1, calls: [{ id: 'a-call', from: 'user1', to: ['user2'], media: 'audio', ring: 'never' }] },
    send: async () => ({ status: 200, text: okResponse }),
    ...options,
  })
  const connections: Connection[] = []
  const connect = (host: string): Connection => {
    const opened = {
      number: connections.length + 1,
      host,
      agent: 'example',
      opened: emulator.clock.now(),
      closed: undefined,
    }
    connections.push(opened)
    return opened
  }

  async function send(request: ExampleRequest, random: number): Promise<void> {
    const { command, method, path, query, body } = toCompleteRequest(request, random)
    const { userSig = {}, fault, timeout, host = defaultHost } = request
    if (fault) emulator.faults.add({ on: command, times: 1, ...fault })
    const receivedAt = emulator.clock.now()
    const { time = 0, ...claims } = typeof userSig === 'string' ? {} : userSig
    const { sdkAppId, secretKey, admins } = demoApp
    const account = { sdkAppId, secretKey, identifier: admins[0], time: Math.floor(receivedAt / 1_000) + time }
    const usersig = typeof userSig === 'string' ? userSig : sign({ ...account, ...claims })
    const search = query.map(
      ([name, value]) => `${name}=${encodeURIComponent(value === userSigMark ? usersig : value)}`,
    )
    const known = request.connection ? undefined : connections.find(one => one.host === host)
    const connection = known ?? connect(host)
    const timing: RequestTiming = { connection, receivedAt, sentAt: undefined, abortedAt: undefined }
    const {
      sendAt = receivedAt,
      onSent,
      exchange,
    } = emulator.core.handle(
      parseRequest(method, `${path}?${search.join('&')}`, { text: method === 'GET' ? '' : body }),
      timing,
    )
    const [end, at] =
      timeout === undefined
        ? (['sentAt', sendAt] as const)
        : (['abortedAt', receivedAt + toMilliseconds(timeout)] as const)
    emulator.core.runLog.noteEnd(exchange.position, end, at)
    if (request.connection) connection.closed = sendAt
    onSent?.()
    await emulator.clock.advance(sendAt - receivedAt)
  }

  let sent = 0
  for (const { times = 1, ...request } of requests) {
    for (let count = 0; count < times; count++) {
      if (sent++ > 0) await emulator.clock.advance(request.after ?? '1s')
      await send(request, sent)
    }
  }
  return emulator.core.toJournal()
}
