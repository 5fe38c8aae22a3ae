// A service that reminds people by calling them.
//
//   node server.mjs
//
//   POST /reminders {"callee":"alice"}    calls alice
//   GET  /reminders/:id                   returns the reminder
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { CallApiError, createCallApi } from './call-api.mjs'
import { callbackCommands, createReminders } from './reminders.mjs'

const {
  CALL_API_URL: url = 'http://127.0.0.1:2255',
  SDKAPPID: sdkAppId = '88888888',
  SECRET_KEY: secretKey = '72696e676261636b'.repeat(4),
  IDENTIFIER: identifier = 'administrator',
  CALLBACK_TOKEN: callbackToken = '',
  ROBOT_ACCOUNT: robot = 'robot',
  RECORD_DELAY_MS: recordDelay = '5000',
  PORT: port = '3000',
  PUBLIC_URL: publicUrl = '',
} = process.env

/** Seconds that RequestTime may be off; an older callback may be a replay. */
const tolerance = 300

/** Longest accepted body in characters. A callback contains every member, and their number is not documented. */
const longestBody = 1_048_576

/** Part of the callback address, so that others cannot post to it. It is the same after a restart. */
const addressToken = createHmac('sha256', secretKey).update('address of callbacks').digest('hex')

const log = line => process.stdout.write(`${line}\n`)
const api = createCallApi({ url, sdkAppId, secretKey, identifier })
const reminders = createReminders({ api, robot, recordDelay: Number(recordDelay), log })

const server = createServer(async (request, response) => {
  const reply = (status, body) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  try {
    await route(request, reply)
  } catch (error) {
    if (error instanceof SyntaxError) reply(400, { error: error.message })
    else if (error instanceof CallApiError) reply(502, { error: error.message })
    else reply(500, { error: String(error) })
  }
})

async function route(request, reply) {
  const { pathname, searchParams } = new URL(request.url, 'http://here')
  const id = pathname.match(/^\/reminders\/([^/]+)$/)?.[1]
  if (request.method === 'POST' && pathname === '/callback') {
    const body = await readJson(request)
    const problem = explainForgery(searchParams)
    if (problem) {
      log(`refused a callback: ${problem}`)
      return reply(403, { ActionStatus: 'FAIL', ErrorInfo: problem, ErrorCode: 1 })
    }
    // The service waits 2 s only, so answer before doing the work.
    reply(200, { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 })
    reminders.apply(body).catch(error => log(`a callback failed: ${error.message}`))
  } else if (request.method === 'POST' && pathname === '/reminders') {
    const { callee } = await readJson(request)
    if (typeof callee !== 'string' || callee === '') return reply(400, { error: 'Expected {"callee":"…"}.' })
    reply(201, await reminders.start(callee))
  } else if (request.method === 'GET' && id) {
    const reminder = reminders.find(id)
    if (reminder) reply(200, reminder)
    else reply(404, { error: `Unknown reminder ${id}.` })
  } else reply(404, { error: 'Expected POST /reminders or GET /reminders/:id.' })
}

/** Returns why a callback is forged; undefined if it is valid. */
function explainForgery(query) {
  if (!isSame(query.get('token'), addressToken)) return 'token does not match'
  if (query.get('SdkAppid') !== sdkAppId) return `SdkAppid is not ${sdkAppId}`
  if (callbackToken === '') return undefined
  const requestTime = query.get('RequestTime') ?? ''
  const sign = createHash('sha256').update(`${callbackToken}${requestTime}`).digest('hex')
  if (!isSame(query.get('Sign'), sign)) return 'Sign does not match the token and RequestTime'
  if (Math.abs(Date.now() / 1000 - Number(requestTime)) > tolerance) return 'RequestTime is too far from now'
  return undefined
}

/** Compares two texts in constant time. */
function isSame(actual, expected) {
  const [a, b] = [actual ?? '', expected].map(text => createHash('sha256').update(text).digest())
  return timingSafeEqual(a, b)
}

async function readJson(request) {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > longestBody) throw new SyntaxError('The body is too long.')
  }
  const json = JSON.parse(text)
  if (json === null || typeof json !== 'object') throw new SyntaxError('The body is not an object.')
  return json
}

// Without a public address, listen on loopback only.
server.listen(Number(port), publicUrl ? undefined : '127.0.0.1')
await once(server, 'listening')
const here = `http://127.0.0.1:${server.address().port}`
try {
  await api.setCallback(`${publicUrl || here}/callback?token=${addressToken}`, callbackCommands)
  log(`reminders at ${here}`)
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
