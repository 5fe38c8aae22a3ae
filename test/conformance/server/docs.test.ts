import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rules } from '../../../src/conformance/server/rules/list.ts'
import { toText } from '../../../src/conformance/server/to-text.ts'
import { explainSource } from '../../../src/contracts/basis.ts'
import { checkProvider, createStage, pace, subject, toTools } from './world.ts'
import { wrongs } from './wrongs.ts'

const guide = readFileSync(new URL('../../../docs/guides/verify.md', import.meta.url), 'utf8')

test('the guide has every rule with its basis, in order, and no other', () => {
  const rows = guide.split('\n').filter(line => line.startsWith('| RB-P'))
  const toRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  expect(rows).toEqual(
    rules.map(({ id, severity, sentence, seen }) => toRow([id, severity, sentence, explainSource(seen)])),
  )
})

test('what the guide shows is what is printed', async () => {
  await using emulator = await createStage()
  const wrong = wrongs.find(({ name }) => name === 'looks at no signature')
  const tools = { ...toTools(emulator, wrong?.create()), newId: () => '00000000-0000-4000-8000-000000000000' }
  const report = await checkProvider({ ...subject, url: 'http://127.0.0.1:4000', write: false }, pace, tools)
  expect(guide).toContain(`055662e1-bc8a-469c-a334-1126c8c17d58\n${toText(report, false).join('\n')}\n\`\`\``)
})
