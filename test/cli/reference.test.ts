import { expect, test } from 'vitest'
import { toCliReference } from '../../build/cli-reference.ts'

test('Describes every command with its flags in docs/cli.md', async () => {
  await expect(await toCliReference()).toMatchFileSnapshot('../../docs/cli.md')
})
