import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import openapi from '../../openapi.json' with { type: 'json' }
import packageJson from '../../package.json' with { type: 'json' }
import schema from '../../scenario.schema.json' with { type: 'json' }
import { libraryNames } from '../../src/scenarios/library.ts'
import { verify } from '../../src/usersig/verify.ts'
import { run, useFolder } from './run.ts'

const folder = useFolder('shared')

test('Prints the commands and an example with --help', async () => {
  const { code, stdout } = await run(['--help'])
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/start +Run the emulator\n[\s\S]*Example:\n {2}ringback start/),
  ])
})

test("Prints the package's version", async () => {
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' })
})

test('Prints a UserSig and nothing else for sign', async () => {
  const args = [
    '--sdkappid',
    '1400000001',
    '--secret-key',
    'k',
    '--identifier',
    'admin',
    '--expire',
    '60',
    '--time',
    '1000',
  ]
  const { code, stdout } = await run(['sign', ...args])
  expect(code).toBe(0)
  expect(
    verify(stdout.trim(), { sdkAppId: 1400000001, secretKey: 'k', identifier: 'admin', now: 1_059_999 }),
  ).toMatchObject({ ok: true })
})

test('Takes the key of sign from the environment', async () => {
  const { stdout } = await run(['sign', '--time', '1000'], { RINGBACK_SECRET_KEY: 'other' })
  expect(
    verify(stdout.trim(), { sdkAppId: 88888888, secretKey: 'other', identifier: 'administrator', now: 1_000_000 }).ok,
  ).toBe(true)
})

test('Exits with 0 if explain-sig finds no error', async () => {
  const { stdout } = await run(['sign'])
  const { code, stdout: output } = await run(['explain-sig', stdout.trim(), '--identifier', 'administrator'])
  expect(code).toBe(0)
  expect(output).toContain('administrator')
})

test('Exits with 1 if explain-sig finds an error, and prints it as JSON', async () => {
  const { stdout } = await run(['sign', '--time', '1000', '--expire', '60'])
  const text = await run(['explain-sig', stdout.trim(), '--time', '11860'])
  expect(text.code).toBe(1)
  expect(text.stdout).toContain('3 h')
  const json = await run(['explain-sig', stdout.trim(), '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false })
})

test("Prints the package's OpenAPI document and scenario schema", async () => {
  expect(JSON.parse((await run(['openapi'])).stdout)).toEqual(openapi)
  expect(JSON.parse((await run(['scenario', 'schema'])).stdout)).toEqual(schema)
})

test('Lists the whole library', async () => {
  const { stdout } = await run(['scenario', 'list'])
  expect(
    stdout
      .trim()
      .split('\n')
      .map(line => line.split(' ')[0]),
  ).toEqual([...libraryNames])
})

test('Prints valid scenarios of the library', async () => {
  const printScenario = async (name: string) => {
    const file = join(folder, `${name}.scenario.yaml`)
    await writeFile(file, (await run(['scenario', 'show', name])).stdout)
    return file
  }
  const files = await Promise.all(libraryNames.map(printScenario))
  const { code, stdout } = await run(['scenario', 'validate', ...files])
  expect([code, stdout.trim().split('\n').length]).toEqual([0, libraryNames.length])
})

test('Reports every error of a scenario file with line and column', async () => {
  const file = join(folder, 'slips.yaml')
  await writeFile(
    file,
    'ringback: 1\nname: slips\ncalls:\n  - from: a\n    to: [b]\n    media: audio\n    then:\n      - { at: 3s, user: b, does: accpet }\nfalts: []\n',
  )
  const { code, stderr } = await run(['scenario', 'validate', file])
  expect(code).toBe(2)
  expect(stderr).toContain(`${file}:8:`)
  expect(stderr).toContain('"accpet"')
  expect(stderr).toContain(`${file}:9:1`)
  expect(stderr).toContain('Did you mean "faults"?')
})
