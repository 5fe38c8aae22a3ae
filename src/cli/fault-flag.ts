import type { FaultPlan } from '../scenarios/plan.ts'
import { ScenarioError } from '../scenarios/problems.ts'
import { Exit, exitCodes } from './exit.ts'
import { defineFlag } from './options.ts'

/** The flag that arms a fault from the beginning on. Its texts are read when all of them are there, by `readFaults`. */
export const defineFaultFlag = () =>
  defineFlag('--fault <yaml>', 'what goes wrong, written as in scenarios; may be given several times')
    .argParser(addFaults)
    .default([], 'none')

/** How many faults can be given. The bound is ours. */
const mostFaults = 1_000

/** Adds one or, as in an environment variable, several faults to those before; each of several begins a line with `{`. */
const addFaults = (source: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...source.split(/\r?\n(?=[ \t]*\{)/),
]

/** What faults mean that were written on the command line. Ends the process with every slip in all of them. */
export async function readFaults(sources: readonly string[]): Promise<readonly FaultPlan[]> {
  if (sources.length === 0) return []
  if (sources.length > mostFaults) {
    throw new Exit(exitCodes.usage, `--fault is given ${sources.length} times: want ${mostFaults} at most.`)
  }
  const { parseFault } = await import('../scenarios/parse-fault.ts')
  const faults: FaultPlan[] = []
  const slips: string[] = []
  for (const source of sources) {
    try {
      faults.push(parseFault(source, { file: toName(source) }))
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error
      slips.push(error.message)
    }
  }
  if (slips.length > 0) throw new Exit(exitCodes.usage, slips.join('\n'))
  return faults
}

/** What a fault is called in what is said of it, short enough to stand before a place. */
function toName(source: string): string {
  const text = source.trim().replaceAll(/\s+/g, ' ')
  return `--fault '${text.length > longestName ? `${text.slice(0, longestName)}…` : text}'`
}

const longestName = 60
