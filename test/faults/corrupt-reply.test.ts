import { expect, test } from 'vitest'
import { corruptReply, type RawReply } from '../../src/faults/corrupt-reply.ts'
import { envelopeFields } from '../../src/faults/fault.ts'
import { freeze } from '../call/play.ts'

const text = '{"ErrorCode":0,"ErrorInfo":"","ActionStatus":"OK","RequestId":"Id-1-O-Seq-1","Response":{"a":"é"}}'
const letter: RawReply = freeze({ status: 200, type: 'json', text })

test('Sends a reply without such effects unchanged', () => {
  expect(corruptReply(letter, {})).toEqual(letter)
  expect(corruptReply(letter, { delay: 5, dribble: 1, drop: 'during' })).toEqual(letter)
})

test('Omits fields and keeps the order of the others', () => {
  const { status, type, text } = corruptReply(letter, { omit: ['ActionStatus', 'Response'] })
  expect({ status, type }).toEqual({ status: 200, type: 'json' })
  expect(text).toBe('{"ErrorCode":0,"ErrorInfo":"","RequestId":"Id-1-O-Seq-1"}')
})

test('Mistypes a number as a string, a string as an array, an object as its JSON', () => {
  const { status, type, text } = corruptReply(letter, { mistype: ['ErrorCode', 'ActionStatus', 'Response'] })
  expect({ status, type }).toEqual({ status: 200, type: 'json' })
  expect(text).toBe(
    String.raw`{"ErrorCode":"0","ErrorInfo":"","ActionStatus":["OK"],"RequestId":"Id-1-O-Seq-1","Response":"{\"a\":\"é\"}"}`,
  )
})

test('Mistypes every field as another type with the same value', () => {
  const whole: { readonly [field: string]: unknown } = JSON.parse(text)
  for (const field of envelopeFields) {
    const { [field]: odd, ...others } = JSON.parse(corruptReply(letter, { mistype: [field] }).text)
    const { [field]: usual, ...untouched } = whole
    expect(others).toEqual(untouched)
    expect([typeof odd, Array.isArray(odd)]).not.toEqual([typeof usual, false])
    expect(Array.isArray(odd) ? odd[0] : JSON.parse(odd)).toEqual(usual)
  }
})

test('Omits fields before it mistypes others', () => {
  const { text } = corruptReply(letter, { omit: ['Response', 'RequestId'], mistype: ['Response', 'ErrorInfo'] })
  expect(text).toBe('{"ErrorCode":0,"ErrorInfo":[""],"ActionStatus":"OK"}')
})

test('Sends an error page for an HTTP status', () => {
  const { status, type, text } = corruptReply(letter, { http: 502 })
  expect({ status, type }).toEqual({ status: 502, type: 'html' })
  expect(text).toContain('<title>502 Bad Gateway</title>')
  expect(corruptReply(letter, { http: 503 }).text).toContain('503')
})

test('Sends an empty body', () => {
  expect(corruptReply(letter, { body: 'empty' })).toEqual({ status: 200, type: 'json', text: '' })
})

test('Truncates the body so that it is not JSON', () => {
  const cut = corruptReply(letter, { body: 'truncated' })
  expect(cut).toMatchObject({ status: 200, type: 'json' })
  expect(text.startsWith(cut.text)).toBe(true)
  expect(cut.text.length).toBe(Math.floor(text.length / 2))
  expect(() => JSON.parse(cut.text)).toThrow(SyntaxError)
})

test('Sends garbage with the type of JSON', () => {
  const { status, type, text } = corruptReply(letter, { body: 'garbage' })
  expect({ status, type }).toEqual({ status: 200, type: 'json' })
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
})

test('Sends a page with the status of a success', () => {
  const { status, type, text } = corruptReply(letter, { body: 'html' })
  expect({ status, type }).toEqual({ status: 200, type: 'html' })
  expect(text).toMatch(/^<html>.*<\/html>\r\n$/s)
})

test('Changes the body of an error page as well', () => {
  expect(corruptReply(letter, { http: 502, body: 'empty' })).toEqual({ status: 502, type: 'html', text: '' })
  expect(corruptReply(letter, { http: 502, body: 'html' })).toEqual(corruptReply(letter, { http: 502 }))
})

test('Omits fields before it truncates the body', () => {
  const whole = corruptReply(letter, { omit: ['ErrorInfo'] }).text
  expect(corruptReply(letter, { omit: ['ErrorInfo'], body: 'truncated' }).text).toBe(
    whole.slice(0, Math.floor(whole.length / 2)),
  )
})

test('Mistypes fields before it truncates or replaces the body', () => {
  const whole = corruptReply(letter, { mistype: ['Response'] }).text
  const cut = corruptReply(letter, { mistype: ['Response'], body: 'truncated' }).text
  expect(cut).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  expect(corruptReply(letter, { mistype: ['Response'], http: 502 })).toEqual(corruptReply(letter, { http: 502 }))
})

test('Leaves a reply without an envelope as it is', () => {
  const nothing: RawReply = { status: 200, type: 'json', text: '' }
  expect(corruptReply(nothing, { mistype: ['ErrorCode'], drop: 'before' })).toEqual(nothing)
  expect(corruptReply(nothing, { omit: ['ActionStatus'], http: 502 })).toEqual(corruptReply(letter, { http: 502 }))
  expect(corruptReply(nothing, { omit: ['ActionStatus'], drop: 'before' })).toEqual(nothing)
})
