import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSignatureCache } from '../../src/usersig/cache.ts'
import { sign } from '../../src/usersig/sign.ts'
import { verify } from '../../src/usersig/verify.ts'
import { claim, forge, good } from './forge.ts'

const end = (good.time + good.expire) * 1000

test('a UserSig that was verified is remembered, and answers the same', () => {
  const cache = createSignatureCache()
  const first = cache.verify(sign(good), claim)
  expect(first).toEqual(verify(sign(good), claim))
  expect(cache.size).toBe(1)
  expect(cache.verify(sign(good), claim)).toBe(first)
  expect(cache.size).toBe(1)
})

test('nothing remembered answers at or past its end, and all of it again when time goes back', () => {
  const cache = createSignatureCache()
  const moments = [claim.now, end - 1, end, end + 1, claim.now, 0, end]
  const answers = moments.map(now => cache.verify(sign(good), { ...claim, now }).ok)
  expect(answers).toEqual([true, true, false, false, true, true, false])
})

test('a UserSig that was first seen expired is good once time has gone back', () => {
  const cache = createSignatureCache()
  expect(cache.verify(sign(good), { ...claim, now: end }).ok).toBe(false)
  expect(cache.verify(sign(good), { ...claim, now: end - 1 }).ok).toBe(true)
})

test('what was verified for one application, user and key is not for another', () => {
  const cache = createSignatureCache()
  const text = sign(good)
  cache.verify(text, claim)
  expect(cache.verify(text, { ...claim, sdkAppId: 1 })).toMatchObject({ refuse: 'UserSigOtherApp' })
  expect(cache.verify(text, { ...claim, identifier: 'admin' })).toMatchObject({ refuse: 'UserSigOtherUser' })
  expect(cache.verify(text, { ...claim, secretKey: 'another' })).toMatchObject({ refuse: 'UserSigSignatureWrong' })
  expect(cache.verify(text, claim).ok).toBe(true)
})

test('what was refused is not remembered', () => {
  const cache = createSignatureCache()
  for (const text of ['', 'nonsense', sign({ ...good, secretKey: 'another' }), forge({ digest: 'sha1' })]) {
    expect(cache.verify(text, claim).ok).toBe(false)
  }
  cache.verify(sign(good), { ...claim, now: end })
  expect(cache.size).toBe(0)
})

test('it holds no more than its size, and forgets the oldest first', () => {
  const cache = createSignatureCache({ size: 3 })
  const texts = [0, 1, 2, 3, 4].map(more => sign({ ...good, time: good.time + more }))
  const verdicts = texts.map(text => cache.verify(text, claim))
  expect(cache.size).toBe(3)
  const again = [4, 3, 2].map(at => cache.verify(texts[at] ?? '', claim) === verdicts[at])
  expect(again).toEqual([true, true, true])
  expect(cache.verify(texts[0] ?? '', claim)).not.toBe(verdicts[0])
  expect(cache.size).toBe(3)
})

test('it holds 10,000 unless told otherwise', () => {
  const cache = createSignatureCache()
  for (let more = 0; more < 10_001; more++) cache.verify(sign({ ...good, time: good.time + more }), claim)
  expect(cache.size).toBe(10_000)
})

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('a size of %s is refused', size => {
  expect(() => createSignatureCache({ size })).toThrow(/want how many UserSigs to remember/)
})

test('whatever is asked in whatever order, it answers as verify does', () => {
  const texts = [
    sign(good),
    sign({ ...good, expire: 7200 }),
    sign({ ...good, identifier: 'admin' }),
    sign({ ...good, sdkAppId: 1 }),
    sign({ ...good, secretKey: 'another' }),
    'nonsense',
  ]
  const asked = fc.record({
    text: fc.constantFrom(...texts),
    sdkAppId: fc.constantFrom(good.sdkAppId, 1),
    secretKey: fc.constantFrom(good.secretKey, 'another'),
    identifier: fc.constantFrom(good.identifier, 'admin'),
    now: fc.constantFrom(0, claim.now, (good.time + 7200) * 1000, end - 1, end, end + 1),
  })
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (questions, size) => {
      const cache = createSignatureCache({ size })
      for (const { text, ...claimed } of questions) {
        expect(cache.verify(text, claimed)).toEqual(verify(text, claimed))
        expect(cache.size).toBeLessThanOrEqual(size)
      }
    }),
  )
})
