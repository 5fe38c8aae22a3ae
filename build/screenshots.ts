/** Writes docs/images: each view of the console, with the scenario "group with late join" and a client that meets two faults. Needs a build, and Chromium at /usr/bin/chromium or where CHROMIUM says. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright-core'

// The built package, with the types of its source.
const built: string = new URL('../dist/index.js', import.meta.url).href
const { createEmulator }: typeof import('../src/index.ts') = await import(built)

const images = new URL('../docs/images/', import.meta.url).pathname

/** A receiver that closes the connection of the first callback, which is then sent again. */
let count = 0
const receiver = createServer((request, response) => {
  if (++count === 1) return request.destroy()
  request.resume().on('end', () => {
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.end('{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}')
  })
})
await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
const { port } = receiver.address() as AddressInfo

await using emulator = createEmulator({ scenario: 'group-with-late-join', clock: 'manual', callbackRetries: 2 })
const { url } = await emulator.listen()
const send = async (command: Parameters<typeof emulator.target>[0], body: object) =>
  (await fetch(url + emulator.target(command), { method: 'POST', body: JSON.stringify(body) })).text()
const poll = () => send('get_call_info', { CallId: 'group-1' })

await send('set_callback', {
  Url: `http://127.0.0.1:${port}/callback`,
  CallbackCommandList: ['Call.CallbackAfterMemberChanged', 'Call.CallbackAfterEndCall'],
})
for (const pause of ['3s', '3s', '4s'] as const) {
  await emulator.clock.advance(pause)
  await poll()
}
emulator.faults.add({ on: 'get_call_info', error: 101001, times: 2, from: '10s', until: '40s' })
for (const pause of ['4s', '1s', '2s', '11s', '12s'] as const) {
  await emulator.clock.advance(pause)
  await poll()
}
await send('get_record_by_callid', { CallId: 'group-1' })
await fetch(`${url}${emulator.target('end_call').replace(/random=\d+/, 'random=3e79bc7b-ddfc')}`, {
  method: 'POST',
  body: '{"CallId":"group-1"}',
})
await emulator.clock.advance('25s')

const views = {
  timeline: '#/timeline',
  requests: '#/requests/4',
  draft: '#/requests/10/edit',
  callbacks: '#/callbacks/latest',
  calls: '#/calls/group-1',
  scenario: '#/scenario',
  report: '#/report',
} as const

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
for (const [name, hash] of Object.entries(views)) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  })
  await page.goto(`${url}/_ringback/${hash}`)
  await page.waitForTimeout(1_000)
  await page.screenshot({ path: `${images}${name}.png` })
  await page.close()
}
await browser.close()
receiver.close()
