import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asking, node } from './clients.ts'
import { run, useFolder } from './run.ts'

const folder = useFolder('shared')

/** Asks three times, begins the scenario again, asks three times more, and tells the ErrorCodes. */
const program = `${asking}
const thrice = async () => [await ask(), await ask(), await ask()].map(({ ErrorCode }) => ErrorCode)
const reset = () => fetch(process.env.RINGBACK_CONTROL_URL + '/reset', { method: 'POST' })
const both = async () => [await thrice(), await reset().then(thrice)]
both().then(codes => console.log(JSON.stringify(codes)))`

const exec = (...flags: readonly string[]) => ['exec', '--port', '0', '--quiet', '--fail-on', 'none', ...flags]
const fault = (code: number, skip = 0) => `{ on: get_call_info, skip: ${skip}, times: 1, error: ${code} }`

test.concurrent('Restores the faults of the command line at a reset', async () => {
  const { stdout } = await run(exec('--fault', fault(101001), '--fault', fault(60008), ...node(program)))
  expect(JSON.parse(stdout)).toEqual(Array(2).fill([101001, 60008, 0]))
})

test.concurrent('Takes one fault per line from the environment', async () => {
  const environment = { RINGBACK_FAULT: `${fault(101001, 1)}\n{"on":"all","times":1,"error":60008}` }
  const { stdout } = await run(exec(...node(program)), environment)
  expect(JSON.parse(stdout)).toEqual(Array(2).fill([60008, 101001, 0]))
})

test.concurrent('Applies faults of the command line before those of the scenario', async () => {
  const scenario = join(folder, 'own.scenario.yaml')
  writeFileSync(scenario, 'ringback: 1\nfaults: [{ on: get_call_info, times: 1, error: 101001 }]\n')
  const { stdout } = await run(exec('--scenario', scenario, '--fault', fault(70500), ...node(program)))
  expect(JSON.parse(stdout)[0]).toEqual([70500, 101001, 101004])
})
