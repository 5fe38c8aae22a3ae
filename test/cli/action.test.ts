import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { exec } from '../../src/cli/exec.ts'

const action = parse(readFileSync('action.yml', 'utf8'))
const [step] = action.runs.steps

test('The Action is a composite one of a single step, and describes each input', () => {
  expect(action).toMatchObject({ name: 'ringback', description: expect.any(String), runs: { using: 'composite' } })
  expect(action.runs.steps).toHaveLength(1)
  for (const input of Object.values(action.inputs)) expect(input).toMatchObject({ description: expect.any(String) })
})

test('Inputs are passed as variables and never become part of a script', () => {
  expect(step.run).not.toContain('${{')
  const handed = [...JSON.stringify([step.env, step['working-directory']]).matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g)]
  expect(handed.map(([, name]) => name).toSorted()).toEqual(Object.keys(action.inputs).toSorted())
})

test('The step writes every output', () => {
  for (const [name, { value }] of Object.entries<{ value: string }>(action.outputs)) {
    expect(value).toBe(`\${{ steps.${step.id}.outputs.${name} }}`)
    expect(step.run).toContain(`${name}=%s`)
  }
})

test('Every RINGBACK_ variable is a flag of exec', () => {
  const flags = exec.options.map(option => `RINGBACK_${option.name().toUpperCase().replaceAll('-', '_')}`)
  const own = Object.keys(step.env).filter(name => name.startsWith('RINGBACK_'))
  expect(own.filter(name => !flags.includes(name))).toEqual([])
})

test('Requires the package to install, since none is published', () => {
  expect(action.inputs.package).toMatchObject({ required: true })
  expect(action.inputs.package).not.toHaveProperty('default')
})
