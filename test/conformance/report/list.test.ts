import { expect, test } from 'vitest'
import { formats } from '../../../src/conformance/report/model.ts'
import { renderers } from '../../../src/conformance/report/renderers.ts'
import { createReport, page, reportWithCases } from './fixture.ts'
import { journals } from './journals.ts'

test.each(formats)('Renders %s deterministically, without undefined values', async format => {
  const render = await renderers[format]()
  const written = render(createReport(), journals, { page })
  expect(written.length).toBeGreaterThan(500)
  expect(render(createReport(), journals, { page })).toBe(written)
  for (const text of [written, render(reportWithCases, journals, { page })])
    expect(text).not.toMatch(/undefined|\[object Object\]|NaN/)
})

test('Writes one journal as it is, and several as a list', async () => {
  const toJournal = await renderers.journal()
  const [first] = journals
  expect(JSON.parse(toJournal(createReport(), journals.slice(0, 1)))).toEqual(
    JSON.parse(JSON.stringify(first?.journal)),
  )
  expect(JSON.parse(toJournal(createReport(), journals))).toHaveLength(2)
})
