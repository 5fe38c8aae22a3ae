import { expect, test } from 'vitest'
import { toApiReference } from '../../build/api-reference.ts'

test('Describes every command and every callback in docs/api.md', async () => {
  await expect(toApiReference()).toMatchFileSnapshot('../../docs/api.md')
})
