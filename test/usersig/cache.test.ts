import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sign } from '../../src/usersig/sign.ts'
import { createSignatureCache, verify } from '../../src/usersig/verify.ts'
import { claim, forge, good } from './forge.ts'

const end = (good.time + good.expire) * 1000

test('Caches a verified UserSig with its result', () => {
  const cache = createSignatureCache()
  const first = cache.verify(sign(good), claim)
  expect(first).toEqual(verify(sign(good), claim))
  expect(cache.size).toBe(1)
  expect(cache.verify(sign(good), claim)).toBe(first)
  expect(cache.size).toBe(1)
})

test('Uses a cached result only before its end, also if the clock is set back', () => {
  const cache = createSignatureCache()
  const times = [claim.now, end - 1, end, end + 1, claim.now, 0, end]
  const answers = times.map(now => cache.verify(sign(good), { ...claim, now }).ok)
  expect(answers).toEqual([true, true, false, false, true, true, false])
})

test('Accepts an expired UserSig if the clock is set back', () => {
  const cache = createSignatureCache()
  expect(cache.verify(sign(good), { ...claim, now: end }).ok).toBe(false)
  expect(cache.verify(sign(good), { ...claim, now: end - 1 }).ok).toBe(true)
})

test('Uses a cached result only for the same application, account and key', () => {
  const cache = createSignatureCache()
  const text = sign(good)
  cache.verify(text, claim)
  expect(cache.verify(text, { ...claim, sdkAppId: 1 })).toMatchObject({ refuse: 'UserSigOtherApp' })
  expect(cache.verify(text, { ...claim, identifier: 'admin' })).toMatchObject({ refuse: 'UserSigOtherUser' })
  expect(cache.verify(text, { ...claim, secretKey: 'another' })).toMatchObject({ refuse: 'UserSigSignatureWrong' })
  expect(cache.verify(text, claim).ok).toBe(true)
})

test('Caches no refusal', () => {
  const cache = createSignatureCache()
  for (const text of ['', 'nonsense', sign({ ...good, secretKey: 'another' }), forge({ digest: 'sha1' })]) {
    expect(cache.verify(text, claim).ok).toBe(false)
  }
  cache.verify(sign(good), { ...claim, now: end })
  expect(cache.size).toBe(0)
})

test('Drops the oldest entry when it is full', () => {
  const cache = createSignatureCache({ size: 3 })
  const texts = [0, 1, 2, 3, 4].map(more => sign({ ...good, time: good.time + more }))
  const verdicts = texts.map(text => cache.verify(text, claim))
  expect(cache.size).toBe(3)
  const again = [4, 3, 2].map(at => cache.verify(texts[at] ?? '', claim) === verdicts[at])
  expect(again).toEqual([true, true, true])
  expect(cache.verify(texts[0] ?? '', claim)).not.toBe(verdicts[0])
  expect(cache.size).toBe(3)
})

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('Throws for a size of %s', size => {
  expect(() => createSignatureCache({ size })).toThrow(/Invalid size: expected an integer above 0/)
})

test('Returns what verify returns for any sequence of requests', () => {
  const texts = [
    sign(good),
    sign({ ...good, expire: 7200 }),
    sign({ ...good, identifier: 'admin' }),
    sign({ ...good, sdkAppId: 1 }),
    sign({ ...good, secretKey: 'another' }),
    'nonsense',
  ]
  const requestArbitrary = fc.record({
    text: fc.constantFrom(...texts),
    sdkAppId: fc.constantFrom(good.sdkAppId, 1),
    secretKey: fc.constantFrom(good.secretKey, 'another'),
    identifier: fc.constantFrom(good.identifier, 'admin'),
    now: fc.constantFrom(0, claim.now, (good.time + 7200) * 1000, end - 1, end, end + 1),
  })
  fc.assert(
    fc.property(fc.array(requestArbitrary, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (questions, size) => {
      const cache = createSignatureCache({ size })
      for (const { text, ...claimed } of questions) {
        expect(cache.verify(text, claimed)).toEqual(verify(text, claimed))
        expect(cache.size).toBeLessThanOrEqual(size)
      }
    }),
  )
})
