import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { chromiumPath } from '../clients/programs.ts'
import { createEmulator, type Emulator, type EmulatorOptions } from '../create-emulator.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Starts Chromium without what it would ask the network for. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync'.split(
      ' ',
    ),
  })

/** A page of the console, with what the browser complained about: a violation of the policy, an error of a script, a failed load. */
export interface ConsolePage extends AsyncDisposable {
  readonly page: Page
  readonly complaints: string[]
  /** Goes to a route such as `#/timeline`. */
  go(route: string): Promise<void>
}

/** Opens the console at a base URL. */
export async function openConsole(
  browser: Browser,
  url: string,
  route = '#/timeline',
  options: BrowserContextOptions = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(`${error.message}\n${error.stack}`))
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.goto(`${url}/_ringback/${route}`)
  await page.locator('.connection.live, dialog, .connection.saved').first().waitFor()
  return {
    page,
    complaints,
    async go(next) {
      await page.evaluate(`location.hash = ${JSON.stringify(next)}`)
      await page.waitForTimeout(100)
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}

/** What axe-core finds wrong with a page by WCAG 2.2 AA and best practice, each with the first element. */
export async function findAccessibilityIssues(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  const found = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, failureSummary }) =>
      id + ' ' + target.join(' ') + ': ' + failureSummary.split('\\n').slice(1, 3).join(' ').trim())))`)
  // Sound: the expression makes texts.
  return found as string[]
}

/** An emulator that listens, with the means to send it requests. */
export interface Served extends AsyncDisposable {
  readonly emulator: Emulator
  readonly url: string
  ask(command: string, body: object): Promise<unknown>
}

/** Starts an emulator on a free port. */
export async function serve(options: EmulatorOptions): Promise<Served> {
  const emulator = createEmulator(options)
  const { url } = await emulator.listen({ port: 0 })
  const { sdkAppId, identifier, userSig } = emulator.credentials()
  let random = 0
  return {
    emulator,
    url,
    async ask(command, body) {
      const query = new URLSearchParams({
        sdkappid: `${sdkAppId}`,
        identifier,
        usersig: userSig,
        random: `${++random}`,
        contenttype: 'json',
      })
      const response = await fetch(`${url}/v4/call_engine_http_srv/${command}?${query}`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      return response.json()
    },
    [Symbol.asyncDispose]: () => emulator.close(),
  }
}

/** A scenario with a call that rings, is answered and ends, and faults. */
export const scenario = {
  ringback: 1,
  name: 'console',
  start: '2026-01-15T09:30:00Z',
  calls: [
    {
      id: 'talk',
      from: 'alice',
      to: ['bob', 'carol'],
      media: 'audio',
      then: [
        { at: '4s', user: 'bob', does: 'answer' },
        { at: '2m', does: 'end' },
      ],
    },
  ],
  faults: [{ on: 'end_call', error: 101001, times: 1, from: '1s', until: '1m' }],
} as const
