import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toClientReport } from '../../src/conformance/client/report.ts'
import { explainHeadline } from '../../src/conformance/report/outline.ts'
import { toHtml } from '../../src/conformance/report/to-html.ts'
import { createEntryExplainer } from '../../src/control/explain.ts'
import { readReportPage } from '../../src/server/console.ts'
import { chromiumPath } from '../clients/programs.ts'
import { createHostileReport, createReport, hostile, nothing, passingReport } from '../conformance/report/fixture.ts'
import { journals } from '../conformance/report/journals.ts'
import { createEmulator } from '../create-emulator.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringback-'))

let browser: Browser | undefined

beforeAll(async () => {
  const args = '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync'
  browser = await chromium.launch({ executablePath: chromiumPath, args: args.split(' ') })
}, 60_000)

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

const reports = {
  'a report that has everything': createReport(),
  'a report on nothing': nothing,
  'a spotless report': passingReport,
  'a report on strangers': createHostileReport(hostile.join(' ')),
}

test.for(Object.entries(reports))(
  '%s opens from disk, runs its script alone and loads nothing',
  async ([name, report], { skip }) => {
    if (!browser) return skip(`There is no ${chromiumPath}: apt-get install chromium`)
    const file = join(folder, `${name}.html`)
    writeFileSync(file, toHtml(report, journals, { page: await readReportPage() }))
    const heard: string[] = []
    for (const javaScriptEnabled of [true, false]) {
      const page = await browser.newPage({ javaScriptEnabled })
      page.on('console', message => heard.push(`console: ${message.text()}`))
      page.on('pageerror', error => heard.push(`error: ${error.message}`))
      page.on('dialog', dialog => heard.push(`dialog: ${dialog.message()}`))
      page.on(
        'request',
        request => void (/^(?:file|data):/.test(request.url()) || heard.push(`request: ${request.url()}`)),
      )
      await page.goto(pathToFileURL(file).href)
      if (javaScriptEnabled) {
        const verdict = report.verdict.replace(/^./, letter => letter.toUpperCase())
        expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe(verdict)
      } else {
        expect(await page.title()).toBe(explainHeadline(report))
        expect(await page.locator('noscript pre').textContent()).toContain(explainHeadline(report).slice(-40))
      }
      await page.close()
    }
    expect(heard).toEqual([])
  },
)

test('A finding leads to its request, which shows why it was answered so', async ({ skip }) => {
  if (!browser) return skip(`There is no ${chromiumPath}: apt-get install chromium`)
  await using emulator = createEmulator({ clock: 'manual' })
  for (const random of ['1', 'none']) {
    const target = emulator.target('get_call_info').replace(/random=\d+/, `random=${random}`)
    await emulator.fetch(target, { method: 'POST', body: '{"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}' })
  }
  const saved = [{ journal: emulator.saveJournal() }, { journal: { ...emulator.saveJournal(), scenario: 'second' } }]
  const file = join(folder, 'findings.html')
  const look = { page: await readReportPage(), createExplainer: createEntryExplainer }
  writeFileSync(file, toHtml(toClientReport(saved), saved, look))
  const page = await browser.newPage()
  await page.goto(pathToFileURL(file).href)
  await page.getByRole('article', { name: 'RB-Q07' }).getByRole('link', { name: '#2' }).nth(1).click()
  await page.getByText('The request did not pass the check random').waitFor()
  expect(new URL(page.url()).hash).toBe('#/requests/2?run=2')
  await page.close()
})
