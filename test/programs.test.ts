import { expect, test } from 'vitest'
import { hasProgram } from './programs.ts'

test('Fails in CI where a program is missing, and skips elsewhere', () => {
  const PATH = process.env.PATH
  process.env.PATH = '/nowhere'
  try {
    expect(hasProgram('ruby', {})).toBe(false)
    expect(() => hasProgram('ruby', { CI: 'true' })).toThrow('ruby')
  } finally {
    process.env.PATH = PATH
  }
})
