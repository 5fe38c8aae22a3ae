import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { okResponse, openReceiver, type Receiver } from '../surfaces/receiver.ts'
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

/** An emulator whose callbacks a receiver gets; the second one is answered with status 500. */
async function open(route: string): Promise<ConsolePage & { readonly served: Served; readonly receiver: Receiver }> {
  const receiver: Receiver = await openReceiver((_, response) => {
    if (receiver.received.length === 2) response.statusCode = 500
    response.end(okResponse)
  })
  const callback = {
    url: receiver.url,
    commands: ['Call.CallbackAfterStartCall', 'Call.CallbackAfterEndCall', 'Call.CallbackAfterMemberChanged'],
    token: 'xyz',
  } as const
  const apps = [{ sdkAppId: 88888888, secretKey: 'a-key', admins: ['administrator'], callback }]
  const served = await serve({ scenario: { ...scenario, apps }, clock: 'manual' })
  await served.emulator.clock.advance('5s')
  const opened = await openConsole(browser, served.url, route)
  return {
    ...opened,
    served,
    receiver,
    async [Symbol.asyncDispose]() {
      expect(opened.complaints).toEqual([])
      await opened[Symbol.asyncDispose]()
      await served[Symbol.asyncDispose]()
      await receiver[Symbol.asyncDispose]()
    },
  }
}

describe('Calls', () => {
  test('are listed, filtered and opened', async () => {
    await using opened = await open('#/calls')
    const { page, served } = opened
    served.emulator.calls.open({ id: 'second', from: 'dave', to: ['erin'] }).cancel()
    await page.getByRole('link', { name: 'second' }).waitFor()
    await page.getByRole('button', { name: /^Live/ }).click()
    expect(await page.locator('tbody td.col-command').allTextContents()).toEqual(['talk'])
    await page.keyboard.press('/')
    await page.getByRole('combobox', { name: 'Filter calls' }).fill('outcome:cancelled')
    expect(await page.locator('tbody td.col-command').allTextContents()).toEqual(['second'])
    await page.keyboard.press('Enter')
    await page.keyboard.press('j')
    expect(path(page)).toBe('#/calls/second')
    await page.getByText('None: the call has ended.').waitFor()
  })

  test('offer what is possible now, with one click', async () => {
    await using opened = await open('#/calls/talk')
    const { page, served } = opened
    const call = served.emulator.calls.get('talk')
    const members = page.locator('.members li')
    expect(await members.filter({ hasText: 'carol' }).getByRole('button').allTextContents()).toEqual(
      expect.arrayContaining(['Answer', 'Reject', 'Busy']),
    )
    await page.getByRole('button', { name: 'Answer: carol' }).click()
    await page.getByRole('button', { name: 'Hang up: carol' }).waitFor()
    await page.getByRole('textbox', { name: 'Users to invite' }).fill('dave, erin frank')
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByRole('button', { name: 'Reject: dave' }).click()
    await page.getByRole('button', { name: 'Busy: erin' }).click()
    await page.getByRole('button', { name: 'Cancel invitation: frank' }).click()
    await page.getByRole('button', { name: 'Hang up: bob' }).click()
    await page.getByText('bob hung-up').waitFor()
    expect(call.members.map(({ user }) => user)).toEqual(['alice', 'carol'])
    expect(await findAccessibilityIssues(page)).toEqual([])
    await page.getByRole('button', { name: 'End call' }).press('Enter')
    await page.getByText('None: the call has ended.').waitFor()
    expect(call.outcome).toBe('completed')
  })

  test('are started', async () => {
    await using opened = await open('#/calls')
    const { page, served } = opened
    await page.getByRole('button', { name: 'Start a call' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('To').fill('bob, carol')
    await dialog.getByRole('button', { name: 'video' }).click()
    await dialog.getByLabel('CallId').fill('mine')
    await dialog.getByLabel('Room').fill('7')
    expect(await findAccessibilityIssues(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByRole('article', { name: 'Call mine' }).waitFor()
    expect(served.emulator.calls.get('mine')).toMatchObject({
      from: 'alice',
      media: 'video',
      room: 7,
      everyone: ['alice', 'bob', 'carol'],
    })
  })

  test('that are impossible are refused with the reason', async () => {
    await using opened = await open('#/calls')
    const { page } = opened
    await page.getByRole('button', { name: 'Start a call' }).click()
    await page.getByRole('dialog').getByLabel('To').fill('alice')
    await page.keyboard.press('Enter')
    await page.locator('.notice.failed').waitFor()
    // The browser reports the refusal as a failed load.
    opened.complaints.length = 0
  })
})

describe('Callbacks', () => {
  test('are listed with their state, and filtered', async () => {
    await using opened = await open('#/callbacks')
    const { page } = opened
    expect(await page.locator('tbody td.col-command').allTextContents()).toEqual([
      'AfterStartCall',
      'AfterMemberChanged',
    ])
    await page.getByRole('button', { name: /^Failed/ }).click()
    expect(await page.locator('tbody td.col-state').allTextContents()).toEqual(['failed'])
    await page.keyboard.press('j')
    expect(path(page)).toBe('#/callbacks/2')
    await page.getByText('expected 200, got 500').first().waitFor()
    expect(await findAccessibilityIssues(page)).toEqual([])
  })

  test('show how they are signed', async () => {
    await using opened = await open('#/callbacks/1')
    const { page, receiver } = opened
    const sent = receiver.received[0]?.query ?? new URLSearchParams()
    for (const name of ['Sign', 'RequestTime']) {
      const row = page
        .locator('.facts > div')
        .filter({ has: page.locator('dt', { hasText: name }) })
        .first()
      expect(await row.locator('dd').textContent()).toBe(sent.get(name))
    }
    await page.getByText(`printf '%s' 'xyz${sent.get('RequestTime')}' | sha256sum`).waitFor()
  })

  test('are redelivered by key, by button, and from one on', async () => {
    await using opened = await open('#/callbacks/2')
    const { page, receiver } = opened
    await page.getByText('Attempts').first().waitFor()
    await page.keyboard.press('r')
    await page.locator('.attempts > li').nth(1).waitFor()
    await page.locator('.detail-head .chip', { hasText: 'delivered' }).waitFor()
    await page.getByRole('button', { name: 'Previous' }).click()
    await page.getByRole('button', { name: 'Redeliver all from here' }).click()
    await page.getByText('Redelivering 2 callbacks').waitFor()
    await expect.poll(() => receiver.received.length).toBe(5)
  })

  test('are redelivered with changes, several times', async () => {
    await using opened = await open('#/callbacks/1')
    const { page, receiver } = opened
    await page.getByRole('tab', { name: 'Edit and redeliver' }).click()
    const body = page.getByRole('textbox', { name: 'Body' })
    await body.fill('[]')
    await page
      .getByRole('button', { name: /^Redeliver/ })
      .last()
      .click()
    await page.getByText('The body is not a JSON object.').waitFor()
    await body.fill('{"CallId":"other"}')
    await page.getByRole('spinbutton', { name: 'Times' }).fill('2')
    await page.getByRole('combobox', { name: 'Signed with' }).selectOption('none')
    await page.getByRole('button', { name: 'Redeliver 2 times' }).click()
    await expect.poll(() => receiver.received.length).toBe(4)
    for (const { json, query } of receiver.received.slice(2)) {
      expect([json, query.has('Sign')]).toEqual([{ CallId: 'other' }, false])
    }
  })

  test('say what to do while there are none', async () => {
    await using served = await serve({ scenario, clock: 'manual' })
    await using opened = await openConsole(browser, served.url, '#/callbacks')
    const { page } = opened
    await page.getByRole('link', { name: 'Send set_callback' }).click()
    expect(await page.getByRole('combobox', { name: 'command' }).inputValue()).toBe('set_callback')
  })
})
