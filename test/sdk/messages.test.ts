import { expect, test } from 'vitest'
import { createError } from '../../src/sdk/messages.ts'

test('Makes the error of every code', () => {
  const unknown = { received: 'prot', of: 'the options of listen', known: ['port', 'host'] }
  const errors = [
    createError('unknown-key', { ...unknown, suggestion: 'port' }),
    createError('unknown-key', unknown),
    createError('invalid-option', { name: 'rateLimit', expected: 'a whole number', received: 0 }),
    createError('listen-option', { name: 'port' }),
    createError('missing-control-token', { host: '0.0.0.0' }),
    createError('unknown-scenario', { received: 'anwered', known: ['demo', 'answered'], suggestion: 'answered' }),
    createError('emulator-closed', {}, Error),
    createError('not-exercised', { hint: 'url' }, Error),
    createError('not-exercised', { hint: 'fixture' }, Error),
  ]
  expect(errors.map(({ name, code, message }) => `${name} ${code}: ${message}`)).toMatchSnapshot()
})
