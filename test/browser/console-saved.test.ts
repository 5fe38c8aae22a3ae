import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findAccessibilityIssues, launch, scenario, serve } from './console.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch()
}, 60_000)

afterAll(() => browser?.close())

describe('A saved run from disk', () => {
  test('shows requests, calls, scenario, faults and report, without the network and without actions', async () => {
    await using served = await serve({ scenario, clock: 'manual' })
    await served.emulator.clock.advance('5s')
    await served.ask('get_call_info', { CallId: 'talk' })
    await served.ask('end_call', { CallId: 'talk' })
    const html = await (await served.emulator.fetch('/_ringback/report?format=html')).text()
    const folder = await mkdtemp(join(tmpdir(), 'ringback-saved-'))
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, offline: true })
    try {
      const file = join(folder, 'report.html')
      await writeFile(file, html)
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', error => complaints.push(error.message))
      page.on('console', message => complaints.push(message.text()))
      const go = (route: string) => page.goto(`${pathToFileURL(file)}${route}`)
      await go('#/requests/2')
      expect(await page.locator('.why').textContent()).toContain('fault-1 refused the request')
      await page.keyboard.press('r')
      await page.getByRole('tab', { name: 'Request', exact: true }).click()
      await page.locator('.facts dt', { hasText: 'valid until' }).waitFor()
      expect(await findAccessibilityIssues(page)).toEqual([])
      await go('#/calls/talk')
      await page.getByRole('article', { name: 'Call talk' }).getByText('bob answered').waitFor()
      await go('#/scenario')
      await page.locator('.saved-scenario', { hasText: 'on: end_call' }).waitFor()
      expect(await page.locator('.fault-list li').textContent()).toContain('1 hit')
      expect(await findAccessibilityIssues(page)).toEqual([])
      await go('#/report')
      await page.getByRole('region', { name: 'Failure coverage' }).waitFor()
      const names = ['Resend', 'New request', 'Redeliver', 'Start a call', 'Arm fault', 'Load', 'Export']
      for (const name of names) expect(await page.getByRole('button', { name }).count()).toBe(0)
      expect(complaints).toEqual([])
    } finally {
      await context.close()
      await rm(folder, { recursive: true })
    }
  })
})
