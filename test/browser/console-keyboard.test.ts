import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, openConsole, scenario, serve } from './console.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch()
}, 60_000)

afterAll(() => browser?.close())

/** The controls in sight that Tab never reaches, each with its name; those with tabindex -1 are reached by arrow keys. */
async function findUnreached(page: Page): Promise<readonly string[]> {
  await page.evaluate(`document.activeElement?.blur?.()`)
  const count = Number(
    await page.evaluate(`document.querySelectorAll('button, a, input, select, textarea, summary').length`),
  )
  for (let index = 0; index < count + 20; index++) {
    await page.keyboard.press('Tab')
    await page.evaluate(`document.activeElement?.setAttribute('data-reached', '')`)
  }
  // Sound: the expression makes texts.
  return (await page.evaluate(`[...document.querySelectorAll('button, a[href], input, select, textarea, summary')]
    .filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility() && !one.hasAttribute('data-reached') && one.type !== 'radio')
    .map(one => one.tagName + ' ' + (one.getAttribute('aria-label') ?? one.textContent).trim())`)) as string[]
}

test.each([
  'requests',
  'requests/1',
  'requests/1/edit',
  'requests/new',
  'callbacks',
  'calls',
  'calls/talk',
  'scenario',
  'report',
])('Reaches every control of %s by Tab', async route => {
  await using served = await serve({ scenario, clock: 'manual' })
  await served.emulator.clock.advance('2s')
  await served.ask('get_call_info', { CallId: 'talk' })
  await using opened = await openConsole(browser, served.url, `#/${route}`)
  await opened.page.waitForTimeout(300)
  expect(await findUnreached(opened.page)).toEqual([])
})

test('Acts on a call by Enter', async () => {
  await using served = await serve({ scenario, clock: 'manual' })
  await served.emulator.clock.advance('2s')
  await using opened = await openConsole(browser, served.url, '#/calls/talk')
  await opened.page
    .getByRole('button', { name: /^Answer/ })
    .first()
    .focus()
  await opened.page.keyboard.press('Enter')
  await expect
    .poll(() =>
      served.emulator.calls.get('talk').members.some(({ user, state }) => user !== 'alice' && state === 'talking'),
    )
    .toBe(true)
})
