import type { Emulator } from '../../src/sdk/create-emulator.ts'

/** What a report finds wrong by one rule, sentence by sentence. */
export async function findSentences(emulator: Emulator, ruleId: string): Promise<readonly string[]> {
  const { findings } = await emulator.report()
  return findings.find(({ rule }) => rule.id === ruleId)?.slips.map(({ sentence }) => sentence) ?? []
}

/** The ids of the rules that a report finds broken. */
export async function findBroken(emulator: Emulator): Promise<readonly string[]> {
  const { findings } = await emulator.report()
  return findings.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule.id)
}
