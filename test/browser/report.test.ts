import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHtml } from '../../src/conformance/report/to-html.ts'
import { chromiumPath, hasProgram } from '../clients/programs.ts'
import { createHostileReport, createReport, hostile, nothing, spotless } from '../conformance/report/fixture.ts'

const isMissing = !hasProgram('chromium')

let browser: Browser | undefined

beforeAll(async () => {
  if (isMissing) return
  const args = '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync'
  browser = await chromium.launch({ executablePath: chromiumPath, args: args.split(' ') })
}, 60_000)

afterAll(() => browser?.close())

const pages = {
  'a report that has everything': toHtml(createReport()),
  'a report on nothing': toHtml(nothing),
  'a spotless report': toHtml(spotless),
  'a report on strangers': toHtml(createHostileReport(hostile.join(' '))),
}

const cases = (['light', 'dark'] as const).flatMap(colorScheme =>
  [360, 1280].flatMap(width => Object.entries(pages).map(([name, page]) => ({ name, page, colorScheme, width }))),
)

test.for(cases)(
  '$name shows its verdict in $colorScheme, $width pixels wide',
  async ({ page: content, ...look }, { skip }) => {
    if (!browser) return skip(`There is no ${chromiumPath}: apt-get install chromium`)
    const { colorScheme, width } = look
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } })
    const heard: string[] = []
    page.on('console', message => heard.push(`console: ${message.text()}`))
    page.on('pageerror', error => heard.push(`error: ${error.message}`))
    page.on('dialog', dialog => heard.push(`dialog: ${dialog.message()}`))
    page.on('request', request => heard.push(`request: ${request.url()}`))
    await page.setContent(content)
    const heading = page.getByRole('heading', { level: 1 })
    expect(await heading.isVisible()).toBe(true)
    expect(await heading.textContent()).toMatch(
      /^(Passed|Not exercised|Command failed; contract report (failed|passed))$/,
    )
    expect((await heading.boundingBox())?.y).toBeLessThan(200)
    // What is wider than the page is measured in the page itself.
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    const [ink, paper] = await Promise.all(
      ['color', 'backgroundColor'].map(name => page.evaluate(`getComputedStyle(document.body).${name}`)),
    )
    expect([toLight(ink) < toLight(paper), colorScheme]).toEqual([colorScheme === 'light', colorScheme])
    expect(await page.evaluate(leastContrast)).toBeGreaterThanOrEqual(4.5)
    expect(heard).toEqual([])
    await page.close()
  },
)

const toLight = (colour: unknown) => Number(/\d+/.exec(String(colour))?.[0])

/** The least contrast, by the formula of WCAG, of any element with words of its own against what is painted behind it. */
const leastContrast = `(() => {
  const toRgb = colour => colour.match(/[\\d.]+/g).map(Number)
  const toLuminance = colour => {
    const [r, g, b] = toRgb(colour).map(value => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const toPaper = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor
      if (toRgb(colour)[3] !== 0) return colour
    }
    return 'rgb(255, 255, 255)'
  }
  const hasWords = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim() !== '')
  return Math.min(...[...document.body.querySelectorAll('*')].filter(hasWords).map(element => {
    const [dark, light] = [getComputedStyle(element).color, toPaper(element)].map(toLuminance).sort((one, other) => one - other)
    return (light + 0.05) / (dark + 0.05)
  }))
})()`
