import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMask, maskAll } from '../../src/text/redact.ts'
import { createEmulator } from '../create-emulator.ts'

test('wherever a client puts them, no saved journal has a key or a UserSig in it', async () => {
  const key = 'the key of this application is long enough'
  const emulator = createEmulator({
    scenario: { ringback: 1, name: 'secret', apps: [{ sdkAppId: 1_400_000_001, secretKey: key, admins: ['admin'] }] },
    clock: 'manual',
  })
  const sig = emulator.credentials().userSig
  const target = emulator.target('set_callback')
  const bodies = [
    `{"UserSig":"${sig}"}`,
    `{"secretKey":"${key}"}`,
    `{"Url":"http://127.0.0.1/x?token=verysecret1","CallbackCommandList":["Call.CallbackAfterEndCall"]}`,
    `{"CallId":"${sig}"}`,
  ]
  for (const body of bodies) await emulator.fetch(target, { method: 'POST', body })
  await emulator.fetch(`${target}&key=${encodeURIComponent(key)}`, { method: 'POST', body: '{}' })
  await emulator.fetch(`/v4/x/${sig}?UserSig=${sig}&identifier=${sig}`, { method: 'POST', body: sig })
  await emulator.fetch(emulator.target('get_callback'), { method: 'POST', body: '{}' })
  const text = JSON.stringify(emulator.core.toJournal())
  expect(text).not.toContain(sig)
  expect(text).not.toContain(sig.slice(10, 60))
  expect(text).not.toContain(key)
  expect(text).not.toContain(encodeURIComponent(key))
  expect(text).not.toContain('verysecret1')
  // What a UserSig says may be shown; with its signature it would be the UserSig again.
  expect(text).not.toContain('"sig"')
})

test('where a secret was is told, without it', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual' })
  const { secretKey } = emulator.credentials()
  const post = (target: string, body: string) => emulator.fetch(target, { method: 'POST', body })
  const target = emulator.target('get_call_info')
  await post(target, JSON.stringify({ CallId: 'x', UserSig: new URLSearchParams(target).get('usersig') }))
  await post(`${target}&key=${secretKey}`, '{}')
  await post(target, JSON.stringify({ CallId: secretKey }))
  await post(target, '{"CallId":"x"}')
  expect(emulator.core.toJournal().entries.map(({ leaks }) => leaks)).toEqual([
    ['UserSig in the body'],
    ['key in the URL'],
    ['key in the body'],
    [],
  ])
})

test('whatever stands around them, known secrets are taken out', () => {
  const secret = fc.stringMatching(/^[0-9a-f]{16,64}$/)
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (one, before, after) => {
      const masked = maskAll({ text: [`${before}${one}${after}`] }, createMask([one]))
      expect(JSON.stringify(masked)).not.toContain(one)
    }),
  )
})

test('a text without secrets stays as it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9 ._/-]{0,60}$/), text => {
      fc.pre(!/e[AFJNy][A-Za-z0-9]{40}/.test(text) && !/(sig|token|secret|password|key)/i.test(text))
      expect(createMask(['0123456789abcdef'])(text)).toBe(text)
    }),
  )
})
