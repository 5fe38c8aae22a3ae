import { expect, test } from 'vitest'
import { corruptReply, type RawReply } from '../../src/faults/corrupt-reply.ts'
import { envelopeFields } from '../../src/faults/fault.ts'
import { freeze } from '../call/play.ts'

const text = '{"ErrorCode":0,"ErrorInfo":"","ActionStatus":"OK","RequestId":"Id-1-O-Seq-1","Response":{"a":"é"}}'
const letter: RawReply = freeze({ status: 200, type: 'json', text })

test('an answer that no fault has touched leaves as it is', () => {
  expect(corruptReply(letter, {})).toEqual(letter)
  expect(corruptReply(letter, { delay: 5, dribble: 1, drop: 'during' })).toEqual(letter)
})

test('fields can be left out of the envelope, and the others keep their order', () => {
  const { status, type, text } = corruptReply(letter, { omit: ['ActionStatus', 'Response'] })
  expect({ status, type }).toEqual({ status: 200, type: 'json' })
  expect(text).toBe('{"ErrorCode":0,"ErrorInfo":"","RequestId":"Id-1-O-Seq-1"}')
})

test('a number becomes a string, a string the list of it, an object its JSON as a string; order and the rest stay', () => {
  const { status, type, text } = corruptReply(letter, { mistype: ['ErrorCode', 'ActionStatus', 'Response'] })
  expect({ status, type }).toEqual({ status: 200, type: 'json' })
  expect(text).toBe(
    String.raw`{"ErrorCode":"0","ErrorInfo":"","ActionStatus":["OK"],"RequestId":"Id-1-O-Seq-1","Response":"{\"a\":\"é\"}"}`,
  )
})

test('whichever field is mistyped, it is of another type and says the same', () => {
  const whole: { readonly [field: string]: unknown } = JSON.parse(text)
  for (const field of envelopeFields) {
    const { [field]: odd, ...others } = JSON.parse(corruptReply(letter, { mistype: [field] }).text)
    const { [field]: usual, ...untouched } = whole
    expect(others).toEqual(untouched)
    expect([typeof odd, Array.isArray(odd)]).not.toEqual([typeof usual, false])
    expect(Array.isArray(odd) ? odd[0] : JSON.parse(odd)).toEqual(usual)
  }
})

test('fields are left out before others are mistyped', () => {
  const { text } = corruptReply(letter, { omit: ['Response', 'RequestId'], mistype: ['Response', 'ErrorInfo'] })
  expect(text).toBe('{"ErrorCode":0,"ErrorInfo":[""],"ActionStatus":"OK"}')
})

test('something in front of the service answers with its status and a page', () => {
  const { status, type, text } = corruptReply(letter, { http: 502 })
  expect({ status, type }).toEqual({ status: 502, type: 'html' })
  expect(text).toContain('<title>502 Bad Gateway</title>')
  expect(corruptReply(letter, { http: 503 }).text).toContain('503')
})

test('an empty body has nothing in it', () => {
  expect(corruptReply(letter, { body: 'empty' })).toEqual({ status: 200, type: 'json', text: '' })
})

test('a truncated body is the beginning of the whole one, and no JSON', () => {
  const cut = corruptReply(letter, { body: 'truncated' })
  expect(cut).toMatchObject({ status: 200, type: 'json' })
  expect(text.startsWith(cut.text)).toBe(true)
  expect(cut.text.length).toBe(Math.floor(text.length / 2))
  expect(() => JSON.parse(cut.text)).toThrow(SyntaxError)
})

test('garbage says it is JSON and is not', () => {
  const { status, type, text } = corruptReply(letter, { body: 'garbage' })
  expect({ status, type }).toEqual({ status: 200, type: 'json' })
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
})

test('a page may come with the status of a success', () => {
  const { status, type, text } = corruptReply(letter, { body: 'html' })
  expect({ status, type }).toEqual({ status: 200, type: 'html' })
  expect(text).toMatch(/^<html>.*<\/html>\r\n$/s)
})

test('what is done to the body is done to the page of an error status too', () => {
  expect(corruptReply(letter, { http: 502, body: 'empty' })).toEqual({ status: 502, type: 'html', text: '' })
  expect(corruptReply(letter, { http: 502, body: 'html' })).toEqual(corruptReply(letter, { http: 502 }))
})

test('fields are left out before the body is cut', () => {
  const whole = corruptReply(letter, { omit: ['ErrorInfo'] }).text
  expect(corruptReply(letter, { omit: ['ErrorInfo'], body: 'truncated' }).text).toBe(
    whole.slice(0, Math.floor(whole.length / 2)),
  )
})

test('fields are mistyped before the body is cut or a page comes instead', () => {
  const whole = corruptReply(letter, { mistype: ['Response'] }).text
  const cut = corruptReply(letter, { mistype: ['Response'], body: 'truncated' }).text
  expect(cut).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  expect(corruptReply(letter, { mistype: ['Response'], http: 502 })).toEqual(corruptReply(letter, { http: 502 }))
})

test('an answer that was never made has no fields to leave out or to mistype', () => {
  const nothing: RawReply = { status: 200, type: 'json', text: '' }
  expect(corruptReply(nothing, { mistype: ['ErrorCode'], drop: 'before' })).toEqual(nothing)
  expect(corruptReply(nothing, { omit: ['ActionStatus'], http: 502 })).toEqual(corruptReply(letter, { http: 502 }))
  expect(corruptReply(nothing, { omit: ['ActionStatus'], drop: 'before' })).toEqual(nothing)
})
