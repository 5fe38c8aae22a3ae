import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskSecret, maskTarget } from '../../src/text/redact.ts'

const secret = 'eJwtzLEKwjAUheFXkcy9SW6jCDoUOhT'
const path = '/v4/call_engine_http_srv/get_call_info'

test('Shows the last four characters of a usersig in a target', () => {
  expect(maskTarget(`${path}?sdkappid=1&identifier=admin&usersig=${secret}&random=2&contenttype=json`)).toBe(
    `${path}?sdkappid=1&identifier=admin&usersig=…UOhT&random=2&contenttype=json`,
  )
})

test('Masks a usersig anywhere, under other spellings and twice', () => {
  for (const name of ['usersig', 'userSig', 'UserSig', 'USERSIG', 'my_usersig', 'usersig2']) {
    expect(maskTarget(`${path}?${name}=${secret}`)).toBe(`${path}?${name}=…UOhT`)
    expect(maskTarget(`${path}?a=b&${name}=${secret}&${name}=${secret}&c=d`)).not.toContain('eJw')
  }
})

test('Masks the secret alone, in any order of the query', () => {
  const pair = fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[A-Za-z0-9*_-]{0,12}$/))
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 5 }), fc.nat(5), (pairs, place) => {
      const query = (usersig: string) =>
        `${path}?${pairs
          .map(([name, value]) => `${name}=${value}`)
          .toSpliced(place, 0, `usersig=${usersig}`)
          .join('&')}`
      expect(maskTarget(query(secret))).toBe(query('…UOhT'))
    }),
  )
})

test('Shows a target without a usersig unchanged', () => {
  for (const target of ['', '/', path, `${path}?`, `${path}?sdkappid=1&random=2`, `${path}?usersig`]) {
    expect(maskTarget(target)).toBe(target)
  }
})

test('Shows nothing of a short secret', () => {
  expect(maskSecret('')).toBe('…')
  expect(maskSecret('12345678')).toBe('…')
  expect(maskSecret('123456789')).toBe('…6789')
})

test('Masks a usersig in any case of its name', () => {
  for (const name of ['Usersig', 'userSIG', 'uSeRsIg'])
    expect(maskTarget(`${path}?${name}=${secret}`)).not.toContain('eJw')
})

test('Masks a usersig whose name is percent-encoded', () => {
  expect(maskTarget(`${path}?user%73ig=${secret}`)).not.toContain('eJw')
})

test('Masks any target quickly', () => {
  const startedAt = performance.now()
  maskTarget('?usersig'.repeat(512))
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test('Masks a usersig whose separator is missing or encoded', () => {
  for (const target of [
    `${path}&usersig=${secret}`,
    `${path}%3Fusersig%3D${secret}`,
    `${path}?a=b;usersig=${secret}`,
  ]) {
    expect(maskTarget(target)).not.toContain('eJw')
  }
})
