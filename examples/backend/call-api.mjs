import { createHmac, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'

/** How long a UserSig is good for, in seconds. A new one is made when half of that is over. */
const lifetime = 3600

/** Refusals that pass by themselves: how often to ask again, and after how many milliseconds. */
const passing = new Map([
  [100001, { times: 3, after: 300 }], // the callback configuration failed inside
  [101001, { times: 3, after: 300 }], // the service failed inside
  [60008, { times: 3, after: 300 }], // the service timed out
  [101050, { times: 10, after: 1_000 }], // no such record, or not yet
])

/** Why the service did not do what it was asked; `code` is its ErrorCode, and absent if it was not reached. */
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
      // fetch pools its connections and keeps them alive.
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
      // Not repeated: the request may have arrived, and nobody wants to be called twice.
      throw new CallApiError(`${command}: ${error.cause?.message || error.message}`)
    }
  }

  async function ask(command, body) {
    for (let retries = 0; ; retries++) {
      const { ErrorCode, ErrorInfo, ActionStatus, RequestId = '', Response } = await post(command, body)
      // HTTP 200 only says that the service was reached; these two say whether it did what was asked.
      if (ErrorCode === 0 && ActionStatus !== 'FAIL') return Response
      const again = passing.get(ErrorCode)
      if (!again || retries >= again.times) {
        throw new CallApiError(`${command}: ${ErrorCode} ${ErrorInfo} ${RequestId}`, ErrorCode)
      }
      await pause(again.after)
    }
  }

  return {
    /** Has the callbacks named sent to an address. An application has one: this replaces it. */
    setCallback: (address, commands) =>
      ask('call_config/set_callback', { Url: address, CallbackCommandList: commands }),
    /** Calls someone in the name of a robot, for so many milliseconds; gives the call's id. */
    startCall: async (robot, callee, ring) => {
      const { CallId } = await ask('call_engine_http_srv/start_call_by_robot', {
        Robot_Account: robot,
        CalleeList_Account: [callee],
        Timeout: ring,
        CallInfo: { MediaType: 'Audio' },
      })
      return CallId
    },
    /** The record of a call that has ended: from five seconds after the end on. */
    getRecord: async callId => {
      const { CallRecord } = await ask('call_record_http_srv/get_record_by_callid', { CallId: callId })
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
