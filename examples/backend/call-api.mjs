import { createHmac, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'

/** Lifetime of a UserSig in seconds. It is renewed after half of it. */
const lifetime = 3600

/** Temporary refusals: number of retries, and pause before each in milliseconds. */
const temporary = new Map([
  [100001, { times: 3, after: 300 }], // internal error of the callback configuration
  [101001, { times: 3, after: 300 }], // internal error
  [60008, { times: 3, after: 300 }], // timeout of the service
  [101050, { times: 10, after: 1_000 }], // unknown record, or not yet available
])

/** A failed request; `code` is the ErrorCode, and absent if there was no reply. */
export class CallApiError extends Error {
  constructor(message, code) {
    super(message)
    this.code = code
  }
}

/** The commands of the Call API that a reminder service needs. */
export function createCallApi({ url, sdkAppId, secretKey, identifier }) {
  let userSig
  let renewAt = 0

  function currentUserSig() {
    const now = Math.floor(Date.now() / 1000)
    if (now >= renewAt) {
      userSig = makeUserSig(sdkAppId, secretKey, identifier, now)
      renewAt = now + lifetime / 2
    }
    return userSig
  }

  async function post(command, body) {
    const query = new URLSearchParams({
      sdkappid: sdkAppId,
      identifier,
      usersig: currentUserSig(),
      random: randomInt(2 ** 32),
      contenttype: 'json',
    })
    try {
      // fetch reuses connections.
      const response = await fetch(`${url}/v4/${command}?${query}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        // The service itself gives up after 3 s: a shorter limit would cut off answers that were still to come.
        signal: AbortSignal.timeout(5_000),
      })
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
      return await response.json()
    } catch (error) {
      // No retry: the request may have arrived, and a retry could call the user twice.
      throw new CallApiError(`${command}: ${error.cause?.message || error.message}`)
    }
  }

  async function send(command, body) {
    for (let retries = 0; ; retries++) {
      const { ErrorCode, ErrorInfo, ActionStatus, RequestId = '', Response } = await post(command, body)
      // HTTP 200 means only that the service was reached; these two fields tell success from failure.
      if (ErrorCode === 0 && ActionStatus !== 'FAIL') return Response
      const retry = temporary.get(ErrorCode)
      if (!retry || retries >= retry.times) {
        throw new CallApiError(`${command}: ${ErrorCode} ${ErrorInfo} ${RequestId}`, ErrorCode)
      }
      await pause(retry.after)
    }
  }

  return {
    /** Sets the callback address and the callbacks to send. It replaces the previous address. */
    setCallback: (address, commands) =>
      send('call_config/set_callback', { Url: address, CallbackCommandList: commands }),
    /** Calls a user from a robot account; `ring` is the ring timeout in milliseconds. Returns the id of the call. */
    startCall: async (robot, callee, ring) => {
      const { CallId } = await send('call_engine_http_srv/start_call_by_robot', {
        Robot_Account: robot,
        CalleeList_Account: [callee],
        Timeout: ring,
        CallInfo: { MediaType: 'Audio' },
      })
      return CallId
    },
    /** Returns the record of a call. It exists five seconds after the end of the call. */
    getRecord: async callId => {
      const { CallRecord } = await send('call_record_http_srv/get_record_by_callid', { CallId: callId })
      return CallRecord
    },
  }
}

function makeUserSig(sdkAppId, secretKey, identifier, now) {
  const fields = {
    'TLS.identifier': identifier,
    'TLS.sdkappid': Number(sdkAppId),
    'TLS.time': now,
    'TLS.expire': lifetime,
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}:${value}\n`)
  const sig = createHmac('sha256', secretKey).update(lines.join('')).digest('base64')
  const document = deflateSync(JSON.stringify({ 'TLS.ver': '2.0', ...fields, 'TLS.sig': sig }))
  return document.toString('base64').replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_')
}
