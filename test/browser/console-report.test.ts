import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type ConsolePage,
  findAccessibilityIssues,
  launch,
  openConsole,
  type Served,
  scenario,
  serve,
} from './console.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch()
}, 60_000)

afterAll(() => browser?.close())

const path = (page: Page) => new URL(page.url()).hash.split('?')[0]

/** Requests of which the second violates RB-Q07. */
async function open(route: string): Promise<ConsolePage & { readonly served: Served }> {
  const served = await serve({ scenario, clock: 'manual' })
  const { emulator, ask } = served
  await emulator.clock.advance('2s')
  await ask('get_call_info', { CallId: 'talk' })
  const target = emulator.target('get_call_info').replace(/random=[^&]*/, 'random=abc')
  await emulator.fetch(target, { method: 'POST', body: '{"CallId":"talk"}' })
  const opened = await openConsole(browser, served.url, route)
  return {
    ...opened,
    served,
    async [Symbol.asyncDispose]() {
      expect(opened.complaints).toEqual([])
      await opened[Symbol.asyncDispose]()
      await served[Symbol.asyncDispose]()
    },
  }
}

describe('The report', () => {
  test('names what to fix first, linked to the request', async () => {
    await using opened = await open('#/report')
    const { page } = opened
    await page.getByRole('heading', { name: 'Failed' }).waitFor()
    const rule = page.getByRole('article', { name: 'RB-Q07' })
    await rule.getByText('got "abc"').waitFor()
    expect(await findAccessibilityIssues(page)).toEqual([])
    await rule.getByRole('link', { name: '#2' }).first().click()
    expect(path(page)).toBe('#/requests/2')
    await page.goBack()
    await rule.getByRole('link', { name: 'Edit and resend' }).click()
    expect(path(page)).toBe('#/requests/2/edit')
  })

  test('opens the rule of a link, and others by keyboard', async () => {
    await using opened = await open('#/report/RB-Q01')
    const { page } = opened
    const rule = page.getByRole('article', { name: 'RB-Q01' })
    await rule.getByText('Fix', { exact: true }).waitFor()
    await rule.getByRole('button').first().press('Enter')
    await rule.getByText('Fix', { exact: true }).waitFor({ state: 'detached' })
  })

  test('follows the requests that arrive', async () => {
    await using opened = await open('#/report')
    const { page, served } = opened
    await page.locator('.verdict', { hasText: '2 requests' }).waitFor()
    await served.ask('get_call_info', { CallId: 'talk' })
    await page.locator('.verdict', { hasText: '3 requests' }).waitFor()
  })

  test('is exported', async () => {
    await using opened = await open('#/report')
    const { page } = opened
    await page.getByText('Export').click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Markdown' }).click()
    expect(await readFile(await (await download).path(), 'utf8')).toContain('RB-Q07')
  })

  test('arms the faults of the failures that were not met', async () => {
    await using opened = await open('#/report')
    const { page, served } = opened
    await page.getByRole('button', { name: /^get_call_info, HTTP 502: not met/ }).click()
    await page.getByRole('button', { name: /^get_call_info, HTTP 502: armed/ }).waitFor()
    expect(await page.getByRole('region', { name: 'The chosen failure' }).locator('pre').textContent()).toBe(
      '- { on: get_call_info, http: 502, times: 1 }',
    )
    expect(await findAccessibilityIssues(page)).toEqual([])
    expect(served.emulator.faults.list()).toHaveLength(2)
    await page.getByRole('button', { name: /^get_call_info, 101001/ }).press('Enter')
    await expect.poll(() => served.emulator.faults.list().length).toBe(3)
    await page.keyboard.press('a')
    await expect.poll(() => served.emulator.faults.list().length).toBe(4)
    await served.ask('get_call_info', { CallId: 'talk' }).catch(() => {})
    await page.getByRole('button', { name: /^get_call_info, HTTP 502: met 1/ }).waitFor()
  })

  test('shows rules and coverage one at a time on a narrow page', async () => {
    await using served = await serve({ scenario, clock: 'manual' })
    await served.ask('get_call_info', { CallId: 'talk' })
    await using opened = await openConsole(browser, served.url, '#/report', { viewport: { width: 360, height: 740 } })
    const { page } = opened
    await page.getByRole('link', { name: 'Failure coverage' }).click()
    await page.getByRole('button', { name: /^get_call_info, HTTP 502/ }).waitFor()
    expect(await findAccessibilityIssues(page)).toEqual([])
  })
})

describe('Applications', () => {
  test('are created, shown, reset and removed', async () => {
    await using opened = await open('#/requests')
    const { page, served } = opened
    await page.getByRole('button', { name: 'Applications and UserSigs' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('SDKAppID').fill('1400000009')
    await dialog.getByLabel('Administrators').fill('root, admin')
    await dialog.getByLabel('Clock').fill('manual')
    await page.keyboard.press('Enter')
    await dialog.getByText('shown').waitFor()
    await expect.poll(() => new URL(page.url()).hash).toContain('app=1400000009')
    expect(served.emulator.apps.list()).toMatchObject([{}, { sdkAppId: 1_400_000_009, admins: ['root', 'admin'] }])
    expect(await findAccessibilityIssues(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Show 88888888' }).click()
    await dialog.getByRole('button', { name: 'Reset 1400000009' }).click()
    await page.getByText('Application 1400000009 reset').waitFor()
    await dialog.getByRole('button', { name: 'Remove 1400000009' }).click()
    await dialog.getByRole('button', { name: 'Remove 1400000009, really' }).click()
    await expect.poll(() => served.emulator.apps.list().length).toBe(1)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  test('have UserSigs, which are created and explained', async () => {
    await using opened = await open('#/requests?panel=usersig')
    const { page } = opened
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Create' }).click()
    const userSig = (await dialog.locator('[data-usersig]').textContent()) ?? ''
    const explain = dialog.getByRole('form', { name: 'Explain a UserSig' })
    await explain.getByRole('textbox').fill(userSig)
    await explain.getByRole('button', { name: 'Explain' }).click()
    await explain.getByText('accepted', { exact: true }).waitFor()
    await explain.getByRole('textbox').fill(userSig.slice(0, -8))
    await explain.getByRole('button', { name: 'Explain' }).click()
    await explain.getByText('not accepted').waitFor()
    expect(await explain.locator('.sig-finding').count()).toBeGreaterThan(0)
    expect(await findAccessibilityIssues(page)).toEqual([])
  })
})
