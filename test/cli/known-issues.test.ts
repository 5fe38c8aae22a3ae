import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bad, node } from './clients.ts'
import { run, useFolder } from './run.ts'

const folder = useFolder()
const file = join(folder, 'known.txt')

const exec = (known: string) => run(['exec', '--port', '0', '--known-issues', known, ...node(bad)])

test('Does not fail for a known issue, and reports a resolved line', async () => {
  writeFileSync(file, 'RB-Q07 get_call_info  # the SDK is old\nRB-Q01\n')
  const { code, stderr } = await exec(file)
  expect(code).toBe(0)
  expect(stderr).toContain('the SDK is old')
  expect(stderr).toMatch(/RB-Q01.*\n?.*line 2|line 2.*\n?.*RB-Q01/)
})

test('Fails for a known issue of another command', async () => {
  writeFileSync(file, 'RB-Q07 end_call\n')
  expect((await exec(file)).code).toBe(1)
})
