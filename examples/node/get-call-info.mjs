// Prints the members of a call, one per line.
//
//   node get-call-info.mjs [CALL_ID]
import { createHmac, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'

const {
  RINGBACK_URL: url = 'http://127.0.0.1:2255',
  RINGBACK_SDKAPPID: sdkAppId = '88888888',
  RINGBACK_SECRET_KEY: secretKey = '72696e676261636b'.repeat(4),
  RINGBACK_IDENTIFIER: identifier = 'administrator',
} = process.env
const callId = process.argv[2] ?? '055662e1-bc8a-469c-a334-1126c8c17d58'

/** Creates a UserSig, valid for an hour. A server keeps it that long. */
function makeUserSig() {
  const fields = {
    'TLS.identifier': identifier,
    'TLS.sdkappid': Number(sdkAppId),
    'TLS.time': Math.floor(Date.now() / 1000),
    'TLS.expire': 3600,
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}:${value}\n`)
  const sig = createHmac('sha256', secretKey).update(lines.join('')).digest('base64')
  const document = deflateSync(JSON.stringify({ 'TLS.ver': '2.0', ...fields, 'TLS.sig': sig }))
  return document.toString('base64').replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_')
}

const usersig = makeUserSig()

async function post(command, body) {
  const random = String(randomInt(2 ** 32))
  const query = new URLSearchParams({ sdkappid: sdkAppId, identifier, usersig, random, contenttype: 'json' })
  const response = await fetch(`${url}/v4/${command}?${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    // The service has a timeout of 3 s itself: a shorter limit here would lose replies.
    signal: AbortSignal.timeout(5_000),
  })
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
  return response.json()
}

async function getCallInfo(callId) {
  for (let retries = 3; ; retries--) {
    const answer = await post('call_engine_http_srv/get_call_info', { CallId: callId })
    const { ErrorCode, ErrorInfo, ActionStatus, RequestId = '', Response } = answer
    // HTTP 200 means only that the service was reached; these two fields tell success from failure.
    if (ErrorCode === 0 && ActionStatus !== 'FAIL') return Response
    if (ErrorCode !== 101001 || retries === 0) throw new Error(`${ErrorCode}: ${ErrorInfo} ${RequestId}`)
    await pause(300)
  }
}

try {
  const { UserList } = await getCallInfo(callId)
  for (const { User_Account, Status } of UserList) process.stdout.write(`${User_Account} ${Status}\n`)
} catch (error) {
  // The cause contains the reason.
  process.stderr.write(`${error.cause?.message || error.message}\n`)
  process.exitCode = 1
}
