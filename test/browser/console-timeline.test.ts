import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseRequest } from '../../src/contracts/parse-request.ts'
import { type ConsolePage, launch, openConsole, type Served, scenario, serve } from './console.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch()
}, 60_000)

afterAll(() => browser?.close())

const now = (page: Page) => page.locator('.clock-now').textContent()
const query = (page: Page) => Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.split('?')[1]))
const left = async (page: Page, item: string) =>
  Math.round((await page.locator(`[data-item="${item}"]`).boundingBox())?.x ?? Number.NaN)

/** How long the scale bar is, and what it stands for. */
const zoomOf = async (page: Page) =>
  `${await page.locator('.scale-bar').getAttribute('aria-label')}, ${await page.locator('.scale-bar svg').getAttribute('width')}`

async function open(): Promise<ConsolePage & { readonly served: Served }> {
  const served = await serve({ scenario, clock: 'manual' })
  const { emulator, ask } = served
  for (const seconds of [2, 10, 20, 30]) {
    await emulator.clock.advance({ to: `2026-01-15T09:30:${`${seconds}`.padStart(2, '0')}.000Z` })
    await ask('get_call_info', { CallId: seconds === 20 ? 'unknown' : 'talk' })
  }
  const opened = await openConsole(browser, served.url)
  return {
    ...opened,
    served,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]()
      await served[Symbol.asyncDispose]()
    },
  }
}

describe('The timeline', () => {
  test('selects by mouse, and the link says what', async () => {
    await using opened = await open()
    const { page } = opened
    await page.locator('[data-item="request 2"]').click()
    expect(query(page)).toMatchObject({ request: '2' })
    await page.getByRole('complementary', { name: 'Details' }).getByText('get_call_info').first().waitFor()
    expect(await page.locator('[data-item="request 2"]').getAttribute('aria-current')).toBe('true')
    await page.getByRole('link', { name: 'talk', exact: true }).first().click()
    expect(query(page)).toMatchObject({ call: 'talk' })
    await page.getByRole('button', { name: 'Close' }).click()
    expect(query(page)).toEqual({})
    await page.getByRole('button', { name: 'Hide the members of talk' }).click()
    expect(await page.getByText('alice (caller)').count()).toBe(0)
    expect(opened.complaints).toEqual([])
  })

  test('shows the virtual and the wall time of what the pointer is on', async () => {
    await using opened = await open()
    const { page } = opened
    await page.locator('[data-item="request 3"]').hover()
    const tip = page.getByRole('tooltip')
    expect(await tip.textContent()).toMatch(/#3 get_call_info, 101004 Call not found.*virtual09:30:20\.000wall\d\d:/)
    await page.mouse.move(5, 5)
    await tip.waitFor({ state: 'detached' })
    const box = await page.locator('[data-item="request 3"]').boundingBox()
    await page.mouse.move((box?.x ?? 0) + 7, (box?.y ?? 0) + 200)
    expect(await page.locator('.timeline-corner').last().textContent()).toMatch(/at 09:30:(19|20)\.\d{3}wall \d\d:/)
  })

  test('zooms, pans, fits and follows by mouse', async () => {
    await using opened = await open()
    const { page } = opened
    const gap = async () => (await left(page, 'request 2')) - (await left(page, 'request 1'))
    await page.getByLabel('Fold idle time').uncheck()
    const before = await gap()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    expect(await gap()).toBeGreaterThan(before)
    await page.getByRole('button', { name: 'Zoom out' }).click()
    expect(await gap()).toBe(before)
    await page.getByRole('button', { name: 'Zoom out' }).click()
    const coarse = await gap()
    expect(coarse).toBeLessThan(before)
    await page.getByRole('button', { name: /^Fit/ }).click()
    expect(await gap()).toBeGreaterThan(coarse)
    const chart = await page.locator('.lanes').boundingBox()
    if (!chart) throw new Error('no chart')
    const [x, y] = [chart.x + chart.width - 60, chart.y + 200]
    const place = await left(page, 'request 2')
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x - 60, y, { steps: 4 })
    await page.mouse.up()
    expect(await left(page, 'request 2')).toBe(place - 60)
    const follow = page.getByRole('button', { name: 'Follow' })
    expect(await follow.getAttribute('aria-pressed')).toBe('false')
    await follow.click()
    expect(await follow.getAttribute('aria-pressed')).toBe('true')
    await page.mouse.move(x, y)
    const zoom = await zoomOf(page)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -200)
    await page.keyboard.up('Control')
    await expect.poll(() => zoomOf(page)).not.toBe(zoom)
    expect(opened.complaints).toEqual([])
  })

  test('looks back from the axis, and returns to now', async () => {
    await using opened = await open()
    const { page } = opened
    const x = await left(page, 'request 1')
    const axis = await page.locator('.axis').boundingBox()
    await page.mouse.click(x + 7, (axis?.y ?? 0) + 30)
    expect(await now(page)).toMatch(/^09:30:0[12]/)
    await page.getByText('audio, ringing').first().waitFor()
    await page.keyboard.press('.')
    expect(query(page).at).toBe('2026-01-15T09:30:02.000Z')
    await page.keyboard.press('.')
    expect(query(page).at).toBe('2026-01-15T09:30:10.000Z')
    await page.getByText('audio, in call 6 s').waitFor()
    await page.keyboard.press(',')
    await page.keyboard.press('Escape')
    expect(await now(page)).toBe('09:30:30.000')
  })

  test('moves by keyboard', async () => {
    await using opened = await open()
    const { page } = opened
    const selected = () => query(page).request
    const presses = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
      return selected()
    }
    expect(await presses('j')).toBe('1')
    expect(await presses('j', 'j')).toBe('3')
    expect(await presses('k')).toBe('2')
    expect(await presses(']')).toBe('4')
    expect(await presses('[')).toBe('2')
    await page.locator('.timeline-scroller').focus()
    expect(await presses('ArrowRight')).toBe('4')
    expect(await presses('ArrowDown')).toBe('3')
    expect(await presses('ArrowUp', 'Home')).toBe('1')
    expect(await presses('End')).toBe('4')
    await presses('u', 'f')
    const fitted = await zoomOf(page)
    await presses('+')
    expect(await zoomOf(page)).not.toBe(fitted)
    await presses('-', 'f')
    expect(await zoomOf(page)).toBe(fitted)
    expect(await page.getByLabel('Fold idle time').isChecked()).toBe(false)
    await presses('l')
    expect(await page.getByRole('button', { name: 'Follow' }).getAttribute('aria-pressed')).toBe('true')
    await presses('Enter')
    expect(page.url()).toContain('#/requests/4')
    await page.goBack()
    await page.locator('.timeline').waitFor()
    await presses('Escape')
    expect(selected()).toBeUndefined()
    await presses('/')
    await page.keyboard.type('code:!0')
    await expect.poll(() => page.locator('[data-item^="request"]').count()).toBe(1)
    expect(opened.complaints).toEqual([])
  })

  test('Opens at the selection of a link, at any position', async () => {
    await using opened = await open()
    const { page } = opened
    await page.getByRole('button', { name: 'Zoom in' }).click({ clickCount: 8, delay: 5 })
    await opened.go('#/timeline?request=1')
    const box = await page.locator('[data-item="request 1"]').boundingBox()
    expect(box && box.x > 168 && box.x < 1440).toBe(true)
    await opened.go('#/timeline?request=latest')
    await page.getByRole('complementary', { name: 'Details' }).getByText('#4').waitFor()
  })
})

describe('The clock', () => {
  test('moves by mouse', async () => {
    await using opened = await open()
    const { page } = opened
    await page.getByRole('button', { name: '+1 s', exact: true }).click()
    await page.getByText('09:30:31').first().waitFor()
    await page.getByRole('button', { name: '+10 s' }).click()
    await expect.poll(() => now(page)).toBe('09:30:41.000')
    await page.getByRole('button', { name: /^Step to 09:32:00/ }).click()
    await expect.poll(() => now(page)).toBe('09:32:00.000')
    await page.getByText('completed').first().waitFor()
    await page.getByRole('button', { name: 'Go to a time' }).click()
    const dialog = page.getByRole('dialog', { name: 'Clock' })
    await dialog.getByRole('textbox').fill('soon')
    await dialog.getByText('Invalid time').waitFor()
    await dialog.getByRole('textbox').fill('09:40')
    await dialog.getByRole('button', { name: 'Advance' }).click()
    await expect.poll(() => now(page)).toBe('09:40:00.000')
    await page.getByRole('button', { name: 'Real' }).click()
    await expect.poll(() => now(page)).not.toBe('09:40:00.000')
    await page.getByLabel('Speed').selectOption('60x')
    await expect.poll(async () => ((await now(page)) ?? '') > '09:40:20').toBe(true)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Play' }).waitFor()
    expect(opened.served.emulator.clock.mode).toBe('manual')
    expect(opened.complaints).toEqual([])
  })

  test('moves by keyboard', async () => {
    await using opened = await open()
    const { page } = opened
    for (const [key, time] of [
      ['1', '09:30:31.000'],
      ['2', '09:30:41.000'],
      ['3', '09:31:41.000'],
      ['n', '09:32:00.000'],
    ] as const) {
      await page.keyboard.press(key)
      await expect.poll(() => now(page)).toBe(time)
    }
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Play' }).waitFor()
    await page.keyboard.press('t')
    await page.getByRole('dialog', { name: 'Clock' }).waitFor()
    await page.keyboard.type('2m')
    await page.keyboard.press('Enter')
    await expect.poll(async () => ((await now(page)) ?? '') > '09:34:00').toBe(true)
    expect(opened.complaints).toEqual([])
  })
})

describe('A run of 10,000 requests and 1,000 calls', () => {
  test('stays smooth while the timeline follows', async () => {
    await using served = await serve({
      clock: 'real',
      journal: 20_000,
      scenario: { ringback: 1, name: 'large' },
    })
    const { emulator } = served
    const { core } = emulator
    for (let call = 0; call < 1_000; call++) {
      emulator.calls.open({ id: `call-${call}`, from: 'alice', to: ['bob'] })
    }
    const { pathname, search } = new URL(`${emulator.target('get_call_info')}`, 'http://127.0.0.1')
    for (let index = 0; index < 10_000; index++) {
      const text = JSON.stringify({ CallId: `call-${index % 1_100}` })
      core.handle(parseRequest('POST', pathname + search, { text }), undefined)
    }
    expect(core.runLog.exchanges.count).toBe(10_000)
    await using opened = await openConsole(browser, served.url)
    const { page } = opened
    await page.locator('nav small', { hasText: '10,000' }).waitFor()
    await page.waitForTimeout(500)
    const client = await page.context().newCDPSession(page)
    // Time of the processor: what else the machine does is not counted.
    await client.send('Performance.enable', { timeDomain: 'threadTicks' })
    const cpu = async () => {
      const { metrics } = await client.send('Performance.getMetrics')
      return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
    }
    const before = await cpu()
    const sending = setInterval(() => void served.ask('get_call_info', { CallId: 'call-1' }), 50)
    const frames = await page.evaluate(`new Promise(resolve => {
      const frames = []
      let last = performance.now()
      const end = last + 4000
      const next = now => {
        frames.push(now - last)
        last = now
        if (now < end) requestAnimationFrame(next)
        else resolve(frames)
      }
      requestAnimationFrame(next)
    })`)
    clearInterval(sending)
    const sorted = (frames as number[]).toSorted((one, other) => one - other)
    const at = (part: number) => Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0)
    const perFrame = Math.round(((await cpu()) - before) / sorted.length)
    const measured = { frames: sorted.length, perFrame, median: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) }
    process.stdout.write(`frame times in ms while following: ${JSON.stringify(measured)}\n`)
    // Single frames may wait for what else the machine does.
    expect(measured.perFrame).toBeLessThan(25)
    expect(measured.median).toBeLessThan(50)
    expect(opened.complaints).toEqual([])
  })
})
