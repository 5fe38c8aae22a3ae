import { expect, test } from 'vitest'
import { toApiReference } from '../../build/api-reference.ts'

test('docs/api.md describes every command and every callback', async () => {
  await expect(toApiReference()).toMatchFileSnapshot('../../docs/api.md')
})
