import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import packageJson from '../../package.json' with { type: 'json' }
import { exec } from '../../src/cli/exec.ts'
import { defaultPort } from '../../src/cli/start-options.ts'
import { createEmulator } from '../create-emulator.ts'
import { startCli } from './run.ts'

const lines = readFileSync('Containerfile', 'utf8').split('\n')
const find = (word: string) =>
  lines
    .find(line => line.startsWith(word))
    ?.slice(word.length)
    .trim() ?? ''
const run = promisify(execFile)

test('Has existing files and the default port in the Containerfile', () => {
  const copied = lines.filter(line => /^COPY (?!--from)/.test(line)).flatMap(line => line.split(' ').slice(1, -1))
  expect(copied.filter(path => !existsSync(path))).toEqual([])
  expect(find('EXPOSE')).toBe(`${defaultPort}`)
})

test('Runs the command of the package without root privileges in the container', () => {
  expect(Object.keys(packageJson.bin)).toEqual(JSON.parse(find('ENTRYPOINT')))
  expect(find('USER')).toBe('node')
})

test('Succeeds in the health check for an emulator that serves, and fails otherwise', async () => {
  const [file, ...args] = JSON.parse(find('HEALTHCHECK').replace(/^.*?CMD /, ''))
  await using emulator = createEmulator()
  const { port, close } = await emulator.listen()
  const check = () =>
    run(
      file,
      args.map((arg: string) => arg.replace(`${defaultPort}`, `${port}`)),
    )
  await expect(check()).resolves.toBeTruthy()
  await close()
  await expect(check()).rejects.toMatchObject({ code: 1 })
})

test('Serves on all addresses, requires the token, and stops at SIGTERM in the container', async () => {
  const started = startCli([...JSON.parse(find('CMD')), '--port', '0'], { RINGBACK_CONTROL_TOKEN: 'secret' })
  const url = await started.until(/http:\/\/[\d.]+:\d+/)
  expect((await fetch(`${url}/_ringback/health`)).status).toBe(200)
  expect((await fetch(`${url}/_ringback/calls`)).status).toBe(401)
  expect((await fetch(`${url}/_ringback/calls`, { headers: { Authorization: 'Bearer secret' } })).status).toBe(200)
  started.child.kill('SIGTERM')
  expect(await started.ended).toMatchObject({ code: 0 })
})

const action = parse(readFileSync('action.yml', 'utf8'))
const [step] = action.runs.steps

test('Has one step and describes each input in the Action', () => {
  expect(action).toMatchObject({ name: 'ringback', description: expect.any(String), runs: { using: 'composite' } })
  expect(action.runs.steps).toHaveLength(1)
  for (const input of Object.values(action.inputs)) expect(input).toMatchObject({ description: expect.any(String) })
})

test('Passes inputs as variables and never as part of a script', () => {
  expect(step.run).not.toContain('${{')
  const passed = [...JSON.stringify([step.env, step['working-directory']]).matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g)]
  expect(passed.map(([, name]) => name).toSorted()).toEqual(Object.keys(action.inputs).toSorted())
})

test('Writes every output in the step', () => {
  for (const [name, { value }] of Object.entries<{ value: string }>(action.outputs)) {
    expect(value).toBe(`\${{ steps.${step.id}.outputs.${name} }}`)
    expect(step.run).toContain(`${name}=%s`)
  }
})

test('Uses only RINGBACK_ variables that are flags of exec', () => {
  const flags = exec.options.map(option => `RINGBACK_${option.name().toUpperCase().replaceAll('-', '_')}`)
  const own = Object.keys(step.env).filter(name => name.startsWith('RINGBACK_'))
  expect(own.filter(name => !flags.includes(name))).toEqual([])
})

test('Requires the package to install, since none is published', () => {
  expect(action.inputs.package).toMatchObject({ required: true })
  expect(action.inputs.package).not.toHaveProperty('default')
})
