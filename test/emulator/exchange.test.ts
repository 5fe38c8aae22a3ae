import { expect, test } from 'vitest'
import { toKept } from '../../src/emulator/exchange.ts'

test('a body of up to 4096 characters is kept whole, and of a longer one the first 4096', () => {
  expect(toKept('')).toBe('')
  expect(toKept('x'.repeat(4_096))).toBe('x'.repeat(4_096))
  expect(toKept(`${'x'.repeat(4_095)}yz`)).toBe(`${'x'.repeat(4_095)}y…`)
  expect(toKept('x'.repeat(1_048_576))).toHaveLength(4_097)
})
