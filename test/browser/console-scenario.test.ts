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
const editor = (page: Page) => page.getByRole('textbox', { name: 'Scenario as YAML' })

async function open(route: string): Promise<ConsolePage & { readonly served: Served }> {
  const served = await serve({ scenario, clock: 'manual' })
  await served.emulator.clock.advance('2s')
  await served.ask('get_call_info', { CallId: 'talk' })
  await served.ask('end_call', { CallId: 'talk' })
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

describe('The scenario', () => {
  test('is opened from the library, loaded and reset', async () => {
    await using opened = await open('#/scenario')
    const { page, served } = opened
    await page.locator('.chip', { hasText: 'valid' }).waitFor()
    expect(await editor(page).inputValue()).toContain('name: console')
    await page.getByRole('link', { name: /^flaky-backend/ }).click()
    expect(path(page)).toBe('#/scenario/flaky-backend')
    await page.getByRole('heading', { name: 'flaky-backend' }).waitFor()
    await page.locator('.chip', { hasText: 'valid' }).waitFor()
    expect(await findAccessibilityIssues(page)).toEqual([])
    await editor(page).focus()
    await page.keyboard.press('Control+Enter')
    await page.locator('.running b', { hasText: 'flaky backend' }).waitFor()
    expect(served.emulator.calls.list().map(({ id }) => id)).toEqual(['flaky-1'])
    served.emulator.calls.get('flaky-1').end()
    await page.getByRole('button', { name: 'Reset' }).click()
    await expect.poll(() => served.emulator.calls.get('flaky-1').state).toBe('live')
  })

  test('lists its problems with their lines while one types, and corrects them', async () => {
    await using opened = await open('#/scenario')
    const { page } = opened
    await page.locator('.chip', { hasText: 'valid' }).waitFor()
    const lines = [
      'ringback: 1',
      'name: wrong',
      'calls:',
      '  - { from: a, to: [b], media: vidio }',
      'faults:',
      '  - { on: get_call_inf, error: 101001 }',
    ]
    await editor(page).fill(lines.join('\n'))
    await page.locator('.chip', { hasText: '2 problems' }).waitFor()
    expect(await page.getByRole('button', { name: /^Load/ }).isDisabled()).toBe(true)
    expect(await page.locator('.gutter .bad').allTextContents()).toEqual(['4', '6'])
    expect(await page.locator('.problems .link').allTextContents()).toEqual(['4:32', '6:11'])
    expect(await findAccessibilityIssues(page)).toEqual([])
    await editor(page).focus()
    await page.keyboard.press('F8')
    const chosen = () =>
      page.evaluate(
        'getSelection().toString() || document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)',
      )
    expect(await chosen()).toBe('vidio')
    await page.getByRole('button', { name: '6:11' }).click()
    expect(await chosen()).toBe('get_call_inf')
    await page.getByRole('button', { name: 'Use video' }).click()
    await page.locator('.chip', { hasText: '1 problem' }).waitFor()
    await page.getByRole('button', { name: 'Use get_call_info' }).click()
    await page.locator('.chip', { hasText: 'valid' }).waitFor()
    expect(await editor(page).inputValue()).toContain('{ from: a, to: [b], media: video }')
  })

  test('is saved with what was done by hand, anonymized on request', async () => {
    await using opened = await open('#/scenario')
    const { page, served } = opened
    served.emulator.calls.open({ id: 'by-hand', from: 'dave', to: ['erin'] })
    await page.getByRole('button', { name: 'Save as scenario' }).click()
    await page.getByLabel('Replace the names of accounts, and the keys').check()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const text = await readFile(await (await download).path(), 'utf8')
    expect(text).not.toContain('dave')
    expect(text).toContain('ringback: 1')
    expect(await editor(page).inputValue()).toBe(text)
  })
})

describe('Faults', () => {
  test('are armed from the form, which shows their YAML, and disarmed', async () => {
    await using opened = await open('#/scenario/faults')
    const { page, served } = opened
    const form = page.getByRole('form', { name: 'Arm a fault' })
    await form.getByRole('combobox', { name: 'On', exact: true }).selectOption('end_call')
    await form.getByRole('combobox', { name: 'It', exact: true }).selectOption('http')
    await form.getByLabel('Value').fill('503')
    await form.getByRole('button', { name: 'times', exact: true }).click()
    await form.getByLabel('How many times').fill('3')
    await form.getByLabel('Only for call').fill('talk')
    expect(await form.locator('pre').textContent()).toBe('- { on: end_call, http: 503, call: talk, times: 3 }')
    expect(await findAccessibilityIssues(page)).toEqual([])
    await form.getByRole('button', { name: 'Arm fault' }).click()
    const list = page.locator('.fault-list li')
    await list.filter({ hasText: 'fault-2' }).waitFor()
    expect(served.emulator.faults.list()).toHaveLength(2)
    await page.getByRole('button', { name: 'Disarm fault-2' }).click()
    await list.filter({ hasText: 'fault-2' }).waitFor({ state: 'detached' })
    await page.keyboard.press('a')
    await list.nth(1).waitFor()
    await page.getByRole('button', { name: 'Disarm all' }).click()
    await page.getByText('No fault is armed.').waitFor()
    expect(served.emulator.faults.list()).toEqual([])
  })

  test('for callbacks have effects of their own', async () => {
    await using opened = await open('#/scenario/faults?on=Call.CallbackAfterEndCall')
    const { page } = opened
    const form = page.getByRole('form', { name: 'Arm a fault' })
    expect(await form.locator('pre').textContent()).toBe(
      '- { on: Call.CallbackAfterEndCall, callback: drop, times: 1 }',
    )
    expect(await form.getByRole('combobox', { name: 'It', exact: true }).locator('option').allTextContents()).toEqual([
      'delays the callback',
      'changes the callback',
    ])
  })

  test('are added to the scenario in the editor', async () => {
    await using opened = await open('#/scenario/faults')
    const { page } = opened
    await page.locator('.chip', { hasText: 'valid' }).waitFor()
    await page.getByRole('button', { name: 'Add to scenario' }).click()
    expect(await editor(page).inputValue()).toContain('  - { on: get_call_info, error: 101001, times: 1 }')
    await page.locator('.chip', { hasText: 'valid' }).waitFor()
  })

  test('lead to the requests that they hit', async () => {
    await using opened = await open('#/scenario/faults?fault=fault-1')
    const { page } = opened
    await page.locator('.fault-list .asked', { hasText: '1 hit' }).waitFor()
    await page.getByRole('link', { name: '1 hit' }).click()
    expect(await page.locator('tbody td.col-command').allTextContents()).toEqual(['end_call'])
  })
})
