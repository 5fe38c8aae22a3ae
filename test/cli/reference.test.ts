import { expect, test } from 'vitest'
import { toCliReference } from '../../build/cli-reference.ts'

test('docs/cli.md describes every command with its flags', async () => {
  await expect(await toCliReference()).toMatchFileSnapshot('../../docs/cli.md')
})
