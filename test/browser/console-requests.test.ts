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
const query = (page: Page) => Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.split('?')[1]))
const rows = (page: Page) => page.locator('tbody tr[aria-selected]')
const commands = (page: Page) => page.locator('tbody td.col-command').allTextContents()
const selected = (page: Page) => page.locator('tr[aria-selected=true] td.col-position').textContent()

/** Five requests: two that succeed, one that a fault refuses, one of an unknown call, one with an invalid random. */
async function open(route = '#/requests'): Promise<ConsolePage & { readonly served: Served }> {
  const served = await serve({ scenario, clock: 'manual' })
  const { emulator, ask } = served
  await emulator.clock.advance('5s')
  await ask('get_call_info', { CallId: 'talk' })
  await ask('end_call', { CallId: 'talk' })
  await ask('get_call_info', { CallId: 'unknown' })
  const target = emulator.target('get_call_info').replace(/random=[^&]*/, 'random=abc')
  await emulator.fetch(target, { method: 'POST', body: '{"CallId":"talk"}' })
  await emulator.clock.advance('70s')
  await ask('get_call_info', { CallId: 'talk' })
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

describe('The list of requests', () => {
  test('filters by what one types, and suggests keys and values', async () => {
    await using opened = await open()
    const { page } = opened
    expect(await rows(page).count()).toBe(5)
    await page.getByText('1 min 10 s without a request').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('com')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    const options = page.locator('[role=option]')
    expect(await options.locator('code').allTextContents()).toEqual(['get_call_info', 'end_call'])
    await options.nth(1).click()
    expect(await page.getByRole('combobox', { name: 'Filter requests' }).inputValue()).toBe('command:end_call ')
    expect(await commands(page)).toEqual(['end_call'])
    expect(query(page).q).toBe('command:end_call ')
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    expect(await rows(page).count()).toBe(5)
  })

  test('says what is wrong with a filter, and corrects it', async () => {
    await using opened = await open()
    const { page } = opened
    await page.getByRole('combobox', { name: 'Filter requests' }).fill('comand:end_call')
    await page.keyboard.press('Escape')
    await page.getByText('Did you mean "command"?').waitFor()
    expect(await rows(page).count()).toBe(5)
    await page.getByRole('button', { name: 'Use command' }).click()
    expect(query(page).q).toBe('command:end_call')
    expect(await commands(page)).toEqual(['end_call'])
  })

  test('filters by one click, and says what is hidden', async () => {
    await using opened = await open()
    const { page } = opened
    await page.getByRole('button', { name: /^Not OK/ }).click()
    expect(await rows(page).count()).toBe(3)
    await page.getByRole('link', { name: /^Findings/ }).click()
    await page.locator('tbody .chip', { hasText: 'RB-Q07' }).waitFor()
    await opened.go('#/requests?q=code:99')
    await page.getByText('5 requests hidden by the filter.').waitFor()
    await page.getByRole('button', { name: 'Clear the filter' }).first().click()
    expect(await rows(page).count()).toBe(5)
  })

  test('opens requests by keyboard and by mouse, with links that stay', async () => {
    await using opened = await open()
    const { page } = opened
    await page.keyboard.press('k')
    expect(path(page)).toBe('#/requests/5')
    for (const key of ['k', 'k', 'j']) await page.keyboard.press(key)
    expect(await selected(page)).toBe('4')
    await page.keyboard.press('Home')
    expect(await selected(page)).toBe('1')
    await page.keyboard.press('Enter')
    await page.locator('[role=tab]:focus').waitFor()
    await page.keyboard.press('ArrowRight')
    expect(query(page).tab).toBe('request')
    await rows(page).nth(1).click()
    expect(path(page)).toBe('#/requests/2')
    await page.keyboard.press(']')
    expect(path(page)).toBe('#/requests/4')
    await page.keyboard.press('[')
    expect(path(page)).toBe('#/requests/2')
    await page.getByRole('button', { name: 'Next' }).click()
    expect(path(page)).toBe('#/requests/3')
    await page.keyboard.press('Escape')
    expect(path(page)).toBe('#/requests')
    await opened.go('#/requests/latest')
    await page.getByRole('article', { name: 'Request 5' }).waitFor()
    await opened.go('#/requests/77')
    await page.getByText('Request 77 is not kept any more.').waitFor()
  })

  test('shows what to do while there is nothing', async () => {
    await using served = await serve({ scenario, clock: 'manual' })
    await using opened = await openConsole(browser, served.url, '#/requests')
    await opened.page.getByText('No requests yet').waitFor()
    expect(await opened.page.locator('pre').textContent()).toContain('/v4/call_engine_http_srv/get_call_info?sdkappid=')
    expect(await findAccessibilityIssues(opened.page)).toEqual([])
  })

  test('renders only the rows in sight of thousands', async () => {
    await using served = await serve({ scenario, clock: 'manual', rateLimit: 'off', journal: 5_000 })
    const { emulator } = served
    const target = emulator.target('get_call_info')
    for (let count = 0; count < 3_000; count++)
      await emulator.fetch(target, { method: 'POST', body: '{"CallId":"talk"}' })
    await using opened = await openConsole(browser, served.url, '#/requests')
    const { page } = opened
    await page.getByText('3000', { exact: true }).waitFor()
    expect(await rows(page).count()).toBeLessThan(100)
    await page.locator('.list').evaluate(element => element.scrollTo({ top: 42_000 }))
    await page
      .locator('td.col-position', { hasText: /^15\d\d$/ })
      .first()
      .waitFor()
    await page.keyboard.press('End')
    expect(path(page)).toBe('#/requests/3000')
    expect(opened.complaints).toEqual([])
  })
})

describe('The detail of a request', () => {
  test('explains the reply, check by check', async () => {
    await using opened = await open('#/requests/2')
    const { page } = opened
    await page.getByText('Why this reply').waitFor()
    expect(await page.locator('.why').textContent()).toContain('fault-1')
    expect(await page.locator('.checks .applied.decided .check-name').textContent()).toBe('fault')
    expect(await page.locator('.checks .passed').count()).toBeGreaterThan(5)
    await page.locator('.why').getByRole('link', { name: 'fault-1' }).click()
    expect(path(page)).toBe('#/scenario/faults')
    await opened.go('#/requests/4')
    await page.locator('.checks .failed.decided', { hasText: 'random' }).waitFor()
    expect(await findAccessibilityIssues(page)).toEqual([])
  })

  test('shows request, response, findings and curl', async () => {
    await using opened = await open('#/requests/4')
    const { page, served } = opened
    const tab = (name: RegExp) => page.getByRole('tab', { name }).click()
    await tab(/^Request/)
    await page.locator('.facts dt', { hasText: 'random' }).waitFor()
    await page.locator('.facts dt', { hasText: 'valid until' }).waitFor()
    await page.getByRole('button', { name: 'Raw' }).click()
    expect(await page.locator('.detail-body pre').last().textContent()).toBe('{"CallId":"talk"}')
    await tab(/^Response/)
    expect(await page.locator('.detail-body pre').textContent()).toContain('"ErrorCode": 60002')
    await tab(/^Findings 1/)
    await page.getByRole('link', { name: 'RB-Q07' }).first().waitFor()
    await tab(/^curl/)
    await page.locator('.detail-body pre', { hasText: 'curl -s' }).waitFor()
    const line = (await page.locator('.detail-body pre').textContent()) ?? ''
    const target = /'http:\/\/[^/]+([^']*)'/.exec(line)?.[1] ?? ''
    const reply = await served.emulator.fetch(target.replace('random=abc', 'random=1'), {
      method: 'POST',
      body: '{"CallId":"talk"}',
    })
    expect(await reply.json()).toMatchObject({ ErrorCode: 0 })
  })

  test('resends by key and by button', async () => {
    await using opened = await open('#/requests/3')
    const { page, served } = opened
    await page.getByText('Why this reply').waitFor()
    await page.keyboard.press('r')
    await page.getByRole('article', { name: 'Request 6' }).waitFor()
    await page.getByRole('button', { name: /^Resend/ }).click()
    await page.getByRole('article', { name: 'Request 7' }).waitFor()
    expect(served.emulator.journal.list({ since: 5 })).toMatchObject([
      { scope: 'admin', errorCode: 101004, callId: 'unknown' },
      { scope: 'admin', errorCode: 101004, callId: 'unknown' },
    ])
  })

  test('edits and resends, and compares the replies', async () => {
    await using opened = await open('#/requests/4')
    const { page } = opened
    await page.keyboard.press('e')
    expect(path(page)).toBe('#/requests/4/edit')
    await page.getByRole('button', { name: 'Draw new' }).click()
    await page.getByText('Changed. Was abc').waitFor()
    await page.getByRole('textbox', { name: 'Body' }).fill('{"CallId":')
    await page.getByText('Not JSON').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
    await page.getByText('1 change.').waitFor()
    expect(await findAccessibilityIssues(page)).toEqual([])
    await page.getByRole('textbox', { name: 'Body' }).focus()
    await page.keyboard.press('Control+Enter')
    const replies = page.getByRole('status', { name: 'Replies' })
    await replies.getByRole('link', { name: '#6' }).waitFor()
    expect(await replies.locator('.diff-old').first().textContent()).toContain('60002')
    expect(await replies.locator('.diff-new').first().textContent()).toContain('"ErrorCode": 0')
    await page.getByRole('button', { name: 'Whole replies' }).click()
    await page.getByRole('button', { name: 'Keep the original' }).click()
    await page.getByRole('button', { name: 'Send again' }).click()
    await replies.getByText('2 sent').waitFor()
  })

  test('adds and removes parameters', async () => {
    await using opened = await open('#/requests/1/edit')
    const { page, served } = opened
    await page.getByRole('button', { name: 'Remove contenttype' }).click()
    await page.getByRole('button', { name: 'Add a parameter' }).click()
    await page.getByRole('textbox', { name: 'Name of the parameter' }).fill('extra')
    await page.getByRole('textbox', { name: 'extra' }).fill('1 2')
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.getByRole('link', { name: '#6' }).waitFor()
    const sent = new URLSearchParams(served.emulator.journal.last()?.target.split('?')[1])
    expect([sent.get('contenttype'), sent.get('extra')]).toEqual([null, '1 2'])
  })

  test('sends a new request', async () => {
    await using opened = await open()
    const { page, served } = opened
    await page.getByRole('link', { name: 'New request' }).click()
    await page.getByRole('combobox', { name: 'command' }).selectOption('end_call')
    await page.getByRole('textbox', { name: 'Body' }).fill('{"CallId":"talk"}')
    await page.getByRole('button', { name: 'Send', exact: false }).last().click()
    await page.getByRole('link', { name: '#6' }).waitFor()
    expect(served.emulator.journal.last()).toMatchObject({ command: 'end_call', scope: 'admin', errorCode: 0 })
  })
})
