import type { Emulator } from '../../src/sdk/create-emulator.ts'

/** The messages of the findings of one rule in a report. */
export async function findMessages(emulator: Emulator, ruleId: string): Promise<readonly string[]> {
  const { results } = await emulator.report()
  return results.find(({ rule }) => rule.id === ruleId)?.findings.map(({ message }) => message) ?? []
}

/** The ids of the failed rules of a report. */
export async function findFailedRules(emulator: Emulator): Promise<readonly string[]> {
  const { results } = await emulator.report()
  return results.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule.id)
}
