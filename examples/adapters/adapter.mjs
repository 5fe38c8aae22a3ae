// Adapter of a client in JavaScript: ringback check -- node examples/adapters/adapter.mjs
import { randomInt } from 'node:crypto'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

const {
  RINGBACK_URL,
  RINGBACK_SDKAPPID: sdkappid,
  RINGBACK_IDENTIFIER: identifier,
  RINGBACK_USERSIG: usersig,
} = process.env

// The client. Import yours instead.
async function post(command, body) {
  const query = new URLSearchParams({ sdkappid, identifier, usersig, random: randomInt(2 ** 32), contenttype: 'json' })
  // The service has a timeout of 3 s itself: a shorter limit here would lose replies.
  const how = { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(5_000) }
  const response = await fetch(`${RINGBACK_URL}/v4/call_engine_http_srv/${command}?${query}`, how)
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
  const { ErrorCode, ErrorInfo, ActionStatus = 'OK', Response } = await response.json()
  if (ErrorCode === 0 && ActionStatus === 'OK') return Response
  throw Object.assign(new Error(ErrorInfo), typeof ErrorCode === 'number' && { errorCode: ErrorCode })
}

// Pauses before a retry, by ErrorCode. fetch throws a TypeError if the connection is reset.
const pauses = { 101001: 150, 60008: 150, 60007: 300 }
async function ask(command, body) {
  for (let retries = 2; ; retries--) {
    try {
      return await post(command, body)
    } catch (error) {
      const rest = error instanceof TypeError ? 150 : pauses[error.errorCode]
      if (rest === undefined || retries === 0) throw error
      await pause(rest)
    }
  }
}

const can = {
  async getCallInfo(body) {
    const info = await ask('get_call_info', body)
    if (!info?.CallInfo) throw new Error('The reply has no CallInfo.')
    return info
  },
  endCall: body => ask('end_call', body),
}

// The adapter: one line in, one line out.
const print = message => process.stdout.write(`${JSON.stringify(message)}\n`)
for await (const line of createInterface(process.stdin)) {
  const { ringback, id, ask: name, body } = JSON.parse(line)
  if (ringback) print({ ringback: 1, can: Object.keys(can) })
  else
    await can[name](body).then(
      value => print({ id, value: value ?? null }),
      ({ errorCode: code, message }) => print({ id, error: { code, message } }),
    )
}
