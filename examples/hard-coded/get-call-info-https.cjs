/** Prints the reply to get_call_info, by node:https. The host is hard-coded, as in many clients. */
const { randomInt } = require('node:crypto')
const https = require('node:https')

const query = new URLSearchParams({
  sdkappid: process.env.SDKAPPID ?? '',
  identifier: 'administrator',
  usersig: process.env.USERSIG ?? '',
  random: `${randomInt(2 ** 32)}`,
  contenttype: 'json',
})
const request = https.request({
  hostname: 'console.tim.qq.com',
  path: `/v4/call_engine_http_srv/get_call_info?${query}`,
  method: 'POST',
  timeout: 5_000,
})
request.on('timeout', () => request.destroy(new Error('The service did not answer.')))
request.on('error', error => {
  console.error(error.message)
  process.exitCode = 1
})
request.on('response', response => {
  let text = ''
  response.setEncoding('utf8').on('data', chunk => (text += chunk))
  response.on('end', () => {
    console.log(text)
    process.exitCode = JSON.parse(text).ErrorCode === 0 ? 0 : 1
  })
})
request.end(JSON.stringify({ CallId: process.argv[2] ?? '055662e1-bc8a-469c-a334-1126c8c17d58' }))
