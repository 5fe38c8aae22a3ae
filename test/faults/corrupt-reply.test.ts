import { expect, test } from 'vitest'
import { corruptReply, type RawReply } from '../../src/faults/corrupt-reply.ts'
import { envelopeFields } from '../../src/faults/fault.ts'
import { freeze } from '../call/play.ts'

const text = '{"ErrorCode":0,"ErrorInfo":"","ActionStatus":"OK","RequestId":"Id-1-O-Seq-1","Response":{"a":"é"}}'
const reply: RawReply = freeze({ status: 200, type: 'json', text })

test('Sends a reply without such effects unchanged', () => {
  expect(corruptReply(reply, {})).toEqual(reply)
  expect(corruptReply(reply, { delay: 5, dribble: 1, drop: 'during' })).toEqual(reply)
})

test('Omits fields and keeps the order of the others', () => {
  const { status, type, text } = corruptReply(reply, { omit: ['ActionStatus', 'Response'] })
  expect({ status, type }).toEqual({ status: 200, type: 'json' })
  expect(text).toBe('{"ErrorCode":0,"ErrorInfo":"","RequestId":"Id-1-O-Seq-1"}')
})

test('Mistypes a number as a string, a string as an array, an object as its JSON', () => {
  const { status, type, text } = corruptReply(reply, { mistype: ['ErrorCode', 'ActionStatus', 'Response'] })
  expect({ status, type }).toEqual({ status: 200, type: 'json' })
  expect(text).toBe(
    String.raw`{"ErrorCode":"0","ErrorInfo":"","ActionStatus":["OK"],"RequestId":"Id-1-O-Seq-1","Response":"{\"a\":\"é\"}"}`,
  )
})

test('Mistypes every field as another type with the same value', () => {
  const whole: { readonly [field: string]: unknown } = JSON.parse(text)
  for (const field of envelopeFields) {
    const { [field]: value, ...others } = JSON.parse(corruptReply(reply, { mistype: [field] }).text)
    const { [field]: usual, ...untouched } = whole
    expect(others).toEqual(untouched)
    expect([typeof value, Array.isArray(value)]).not.toEqual([typeof usual, false])
    expect(Array.isArray(value) ? value[0] : JSON.parse(value)).toEqual(usual)
  }
})

test('Omits fields before it mistypes others', () => {
  const { text } = corruptReply(reply, { omit: ['Response', 'RequestId'], mistype: ['Response', 'ErrorInfo'] })
  expect(text).toBe('{"ErrorCode":0,"ErrorInfo":[""],"ActionStatus":"OK"}')
})

test('Sends an error page for an HTTP status', () => {
  const { status, type, text } = corruptReply(reply, { http: 502 })
  expect({ status, type }).toEqual({ status: 502, type: 'html' })
  expect(text).toContain('<title>502 Bad Gateway</title>')
  expect(corruptReply(reply, { http: 503 }).text).toContain('503')
})

test('Sends an empty body', () => {
  expect(corruptReply(reply, { body: 'empty' })).toEqual({ status: 200, type: 'json', text: '' })
})

test('Truncates the body so that it is not JSON', () => {
  const cut = corruptReply(reply, { body: 'truncated' })
  expect(cut).toMatchObject({ status: 200, type: 'json' })
  expect(text.startsWith(cut.text)).toBe(true)
  expect(cut.text.length).toBe(Math.floor(text.length / 2))
  expect(() => JSON.parse(cut.text)).toThrow(SyntaxError)
})

test('Sends garbage with the type of JSON', () => {
  const { status, type, text } = corruptReply(reply, { body: 'garbage' })
  expect({ status, type }).toEqual({ status: 200, type: 'json' })
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
})

test('Sends a page with the status of a success', () => {
  const { status, type, text } = corruptReply(reply, { body: 'html' })
  expect({ status, type }).toEqual({ status: 200, type: 'html' })
  expect(text).toMatch(/^<html>.*<\/html>\r\n$/s)
})

test('Changes the body of an error page as well', () => {
  expect(corruptReply(reply, { http: 502, body: 'empty' })).toEqual({ status: 502, type: 'html', text: '' })
  expect(corruptReply(reply, { http: 502, body: 'html' })).toEqual(corruptReply(reply, { http: 502 }))
})

test('Omits fields before it truncates the body', () => {
  const whole = corruptReply(reply, { omit: ['ErrorInfo'] }).text
  expect(corruptReply(reply, { omit: ['ErrorInfo'], body: 'truncated' }).text).toBe(
    whole.slice(0, Math.floor(whole.length / 2)),
  )
})

test('Mistypes fields before it truncates or replaces the body', () => {
  const whole = corruptReply(reply, { mistype: ['Response'] }).text
  const cut = corruptReply(reply, { mistype: ['Response'], body: 'truncated' }).text
  expect(cut).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  expect(corruptReply(reply, { mistype: ['Response'], http: 502 })).toEqual(corruptReply(reply, { http: 502 }))
})

test('Leaves a reply without an envelope as it is', () => {
  const nothing: RawReply = { status: 200, type: 'json', text: '' }
  expect(corruptReply(nothing, { mistype: ['ErrorCode'], drop: 'before' })).toEqual(nothing)
  expect(corruptReply(nothing, { omit: ['ActionStatus'], http: 502 })).toEqual(corruptReply(reply, { http: 502 }))
  expect(corruptReply(nothing, { omit: ['ActionStatus'], drop: 'before' })).toEqual(nothing)
})
