import type { FaultPlan } from '../scenarios/plan.ts'
import { ScenarioError } from '../scenarios/problems.ts'
import { Exit, exitCodes } from './exit.ts'
import { defineListFlag } from './options.ts'

/** The flag that arms a fault from the beginning on. Its texts are read when all of them are there, by `readFaults`. */
export const defineFaultFlag = () =>
  defineListFlag<string>('--fault <yaml>', 'fault to arm from the start, as in scenario files', {
    add: (source, before = []) => [...before, source],
    split: toFaults,
  })

/** How many faults can be given. The bound is ours. */
const mostFaults = 1_000

/** Each of several faults in an environment variable begins a line with `{`, so that one may have several lines. */
const toFaults = (text: string): readonly string[] => text.split(/\r?\n(?=[ \t]*\{)/).filter(part => part.trim() !== '')

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
