/** Prints the reply to get_call_info. The host is hard-coded, as in many clients. */
import { randomInt } from 'node:crypto'

const host = 'console.tim.qq.com'

const query = new URLSearchParams({
  sdkappid: process.env.SDKAPPID ?? '',
  identifier: 'administrator',
  usersig: process.env.USERSIG ?? '',
  random: `${randomInt(2 ** 32)}`,
  contenttype: 'json',
})
const response = await fetch(`https://${host}/v4/call_engine_http_srv/get_call_info?${query}`, {
  method: 'POST',
  body: JSON.stringify({ CallId: process.argv[2] ?? '055662e1-bc8a-469c-a334-1126c8c17d58' }),
  signal: AbortSignal.timeout(5_000),
})
const answer = await response.json()
console.log(JSON.stringify(answer))
process.exitCode = answer.ErrorCode === 0 ? 0 : 1
