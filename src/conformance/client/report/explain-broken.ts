import { explainReason } from '../../rule.ts'
import type { Finding, RunFacts, Slip } from '../report.ts'
import { explainPlace, explainSlip, findSources, slipsTold } from './explain.ts'
import { toPrintable } from './printable.ts'

/** A failed rule as plain lines for tools that show a text as it is: what was found, why, the fix, and how to reproduce it. */
export function explainBroken({ rule, slips, count }: Finding, runs: readonly RunFacts[]): string[] {
  const [first] = slips
  return [
    ...explainFound(slips, count, runs),
    `why: ${explainReason(rule.reason, findSources({ rule, slips }))}`,
    `fix: ${rule.fix}`,
    ...(first ? [`reproduce: ${toPrintable(first.needs)}`, toPrintable(first.curl)] : []),
  ]
}

/** The first findings, a line each, and how many more there are. */
export function explainFound(slips: readonly Slip[], count: number, runs: readonly RunFacts[]): string[] {
  const told = slips.slice(0, slipsTold)
  return [
    ...told.map(slip => `found: ${explainPlace(slip, runs)}: ${explainSlip(slip)}`),
    ...(count > told.length ? [`and ${count - told.length} more`] : []),
  ]
}
