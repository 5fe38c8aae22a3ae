import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findAccessibilityIssues, launch, openConsole, type Served, scenario, serve } from './console.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch()
}, 60_000)

afterAll(() => browser?.close())

/** An emulator with requests of every kind. */
async function serveRun(): Promise<Served> {
  const served = await serve({ scenario, clock: 'manual' })
  const { emulator, ask } = served
  await emulator.clock.advance('2s')
  await ask('get_call_info', { CallId: 'talk' })
  await emulator.clock.advance('10s')
  await ask('end_call', { CallId: 'talk' })
  await ask('get_call_info', { CallId: 'unknown' })
  emulator.calls.open({ id: 'second', from: 'dave', to: ['erin'] })
  await emulator.clock.advance('20s')
  await ask('get_call_info', { CallId: 'second' })
  await ask('get_call_info', { CallId: 'talk' })
  return served
}

describe('The console', () => {
  const routes = [
    '#/timeline',
    '#/timeline?request=2',
    '#/requests',
    '#/requests/2',
    '#/callbacks',
    '#/calls',
    '#/calls/talk',
    '#/scenario',
    '#/report',
  ]

  test.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['forced colours', { colorScheme: 'dark', forcedColors: 'active' }],
    ['a narrow page', { colorScheme: 'light', viewport: { width: 360, height: 800 } }],
  ] as const)('is accessible in %s, and keeps its policy', async (_, options) => {
    await using served = await serveRun()
    await using opened = await openConsole(browser, served.url, '#/timeline', options)
    const issues: string[] = []
    for (const route of routes) {
      await opened.go(route)
      await opened.page.waitForTimeout(150)
      issues.push(...(await findAccessibilityIssues(opened.page)).map(issue => `${route}: ${issue}`))
      const width = await opened.page.evaluate('document.documentElement.scrollWidth')
      expect([route, width]).toEqual([route, opened.page.viewportSize()?.width])
    }
    expect(issues).toEqual([])
    expect(opened.complaints).toEqual([])
  })

  test('shows requests as they arrive, in every tab', async () => {
    await using served = await serveRun()
    await using one = await openConsole(browser, served.url, '#/timeline')
    await using other = await openConsole(browser, served.url, '#/requests')
    expect(await one.page.locator('nav a', { hasText: 'Requests' }).textContent()).toBe('Requests5')
    await served.ask('get_call_info', { CallId: 'talk' })
    for (const { page } of [one, other]) await page.locator('nav small', { hasText: '6' }).waitFor()
    expect([...one.complaints, ...other.complaints]).toEqual([])
  })

  test('says that it is disconnected, keeps what it shows, and connects again', async () => {
    await using served = await serveRun()
    await using opened = await openConsole(browser, served.url, '#/timeline')
    const { page } = opened
    const { port } = new URL(served.url)
    await served.emulator.close()
    await page.getByRole('alert').getByText('Disconnected').waitFor()
    expect(await page.locator('.mark.failed').count()).toBeGreaterThan(0)
    expect(await page.getByRole('button', { name: 'Step' }).isDisabled()).toBe(true)
    await using next = await serve({ scenario, clock: 'manual' })
    // Another emulator at the same address: nothing of the former run stays.
    const again = await next.emulator.listen({ port: Number(port) })
    await page.getByRole('button', { name: 'Try now' }).click()
    await page.locator('.connection.live').waitFor()
    await page.getByText('call talk starts').or(page.locator('.lane-id')).first().waitFor()
    expect(await page.locator('.mark').count()).toBe(0)
    await again.close()
  })

  test('asks for the token of an emulator that requires one', async () => {
    await using served = await serve({ controlToken: 'let-me-in' })
    await using opened = await openConsole(browser, served.url, '#/timeline')
    const { page } = opened
    await page.locator('input[type=password]').fill('wrong')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByText('did not accept this token').waitFor()
    expect(await findAccessibilityIssues(page)).toEqual([])
    await page.locator('input[type=password]').fill('let-me-in')
    await page.keyboard.press('Enter')
    await page.locator('.connection.live').waitFor()
    expect(page.url()).not.toContain('let-me-in')
    await page.reload()
    await page.locator('.connection.live').waitFor()
  })

  test('offers help, settings and every view by keyboard', async () => {
    await using served = await serveRun()
    await using opened = await openConsole(browser, served.url, '#/timeline')
    const { page } = opened
    for (const [keys, view] of [
      ['gr', 'requests'],
      ['gb', 'callbacks'],
      ['gc', 'calls'],
      ['gs', 'scenario'],
      ['gp', 'report'],
      ['gt', 'timeline'],
    ] as const) {
      for (const key of keys) await page.keyboard.press(key)
      expect(page.url()).toContain(`#/${view}`)
    }
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keyboard and settings' })
    await help.waitFor()
    expect(await findAccessibilityIssues(page)).toEqual([])
    await help.getByLabel('Show times in the local zone').check()
    await help.getByLabel('Single keys are shortcuts').uncheck()
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    expect(await help.count()).toBe(0)
    await page.getByRole('button', { name: /^Colours/ }).click()
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light')
    expect(opened.complaints).toEqual([])
  })

  test('says what to do next while there is nothing', async () => {
    await using served = await serve({ clock: 'manual', scenario: { ringback: 1, name: 'empty' } })
    await using opened = await openConsole(browser, served.url, '#/timeline')
    await opened.page.getByText('No requests and no calls yet').waitFor()
    expect(await findAccessibilityIssues(opened.page)).toEqual([])
  })
})
