import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toJunit } from '../../../../src/conformance/client/report/to-junit.ts'
import { cased, createHostileReport, createReport, hostile, nothing, spotless } from './fixture.ts'
import { parse } from './xml.ts'

test('the XML leads with the verdict, and has a suite for each group and one for exposure', () => {
  const { root, all } = parse(toJunit(createReport(), []))
  expect(root.name).toBe('testsuites')
  expect(root.attributes.name).toMatch(/^failed: 1205 requests of 2 commands break 4 of 7 rules/)
  expect(root.attributes).toMatchObject({ tests: '8', failures: '5', errors: '0', skipped: '1' })
  expect(all('testsuite').map(({ attributes }) => attributes.name)).toEqual([
    'ringback: Requests',
    'ringback: Behaviour over time',
    'ringback: Reading the answer',
    'ringback: Exposure',
  ])
})

test('cases are a suite of their own', () => {
  const { root, all } = parse(toJunit(cased, []))
  expect(root.attributes.name).toMatch(/^failed: 1205 requests of 2 commands break 4 of 7 rules and 1 of 4 cases \(/)
  expect(all('testsuite').map(({ attributes }) => attributes.name)).toContain('ringback: Cases')
  const own = all('testcase').filter(({ attributes }) => attributes.classname === 'ringback.case')
  expect(own.map(({ children }) => children.map(({ name }) => name).join())).toEqual([
    'failure',
    'system-out',
    '',
    'skipped',
  ])
})

test('broken rules fail with all there is to say, others are skipped or pass', () => {
  const { all } = parse(toJunit(createReport(), []))
  const cases = all('testcase').map(({ attributes, children }) => [
    attributes.classname,
    attributes.name?.slice(0, 6),
    children.map(({ name, attributes: own }) => [name, own.type].join(' ').trim()).join(),
  ])
  expect(cases).toEqual([
    ['ringback.request', 'RB-Q10', 'failure warning'],
    ['ringback.request', 'RB-Q11', 'failure error'],
    ['ringback.request', 'RB-Q01', 'system-out'],
    ['ringback.request', 'RB-Q02', ''],
    ['ringback.behaviour', 'RB-B05', 'failure error'],
    ['ringback.behaviour', 'RB-B07', 'skipped'],
    ['ringback.answer', 'RB-A02', 'failure error'],
    ['ringback.exposure', 'Meets ', 'failure exposure'],
  ])
  const failure = all('failure')[1]?.text ?? ''
  expect(failure).toMatch(
    /^error: Sends UserSigs that can be read\nfound: run 1, request 2, get_call_info: The UserSig/,
  )
  expect(failure).toMatch(/\nand 34 more\nwhy: .*\nmend: .*\nagain:\ncurl -s /)
  expect(all('system-out')[0]?.text).toMatch(/^Known, broken 12 times\.\nwhy: The SDK is old\.\nfound: run 1/)
  expect(all('failure')[4]?.text).toContain('Your client was never exposed to 101001 or reset-before on get_call_info.')
})

test('enough exposure, or none that was asked for, is no suite', () => {
  for (const floor of [undefined, 35]) {
    const report = createReport()
    expect(toJunit({ ...report, exposure: { ...report.exposure, floor } }, [])).not.toContain('ringback: Exposure')
  }
  expect(parse(toJunit(spotless, [])).all('failure')).toEqual([])
  expect(parse(toJunit(nothing, [])).all('skipped')).toHaveLength(1)
})

test('whatever was sent, it is XML whose text is harmless', () => {
  const shape = (xml: string) => parse(xml).all('testcase').length
  const wanted = shape(toJunit(createReport(), []))
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile)), text => {
      const xml = toJunit(createHostileReport(text), [])
      expect(shape(xml)).toBe(wanted)
      expect(xml.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]/u)
    }),
  )
})

test('nothing but words gets through', () => {
  expect(toJunit(createReport(), []) + toJunit(nothing, [])).not.toMatch(/undefined|\[object Object\]|NaN/)
})
