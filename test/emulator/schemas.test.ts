import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { toSchemas } from '../../build/schemas.ts'
import { createEmulator } from '../create-emulator.ts'

const validate = (name: string, document: unknown) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const isValid = ajv.validate(JSON.parse(toSchemas()[name] ?? ''), JSON.parse(JSON.stringify(document)))
  return isValid ? [] : ajv.errors
}

test.each(Object.entries(toSchemas()))('The published %s is current', (name, text) => {
  expect(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8')).toBe(text)
})

test('A journal and a snapshot are valid by their published schemas', async () => {
  await using emulator = createEmulator({ scenario: 'webhooks-gone-wrong', clock: 'manual' })
  await emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body: '{"CallId":"x"}' })
  await emulator.clock.advance('10s')
  expect(validate('journal.schema.json', emulator.saveJournal())).toEqual([])
  expect(validate('snapshot.schema.json', await emulator.save())).toEqual([])
})

test('The published schemas refuse another version', async () => {
  await using emulator = createEmulator()
  expect(validate('snapshot.schema.json', { ...(await emulator.save()), version: 1 })).not.toEqual([])
})
