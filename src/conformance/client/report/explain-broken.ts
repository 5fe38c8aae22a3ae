import { explainReason } from '../../verdict.ts'
import type { Finding, RunFacts, Slip } from '../report.ts'
import { explainPlace, explainSlip, slipsTold } from './explain.ts'
import { toPrintable } from './printable.ts'

/** A broken rule as plain lines for tools that show a text as it is: what was found, why, what to do, and how to see it again. */
export function explainBroken({ rule, slips, count }: Finding, runs: readonly RunFacts[]): string[] {
  const [first] = slips
  return [
    ...explainFound(slips, count, runs),
    `why: ${explainReason(rule)}`,
    `mend: ${rule.fix}`,
    ...(first ? ['again:', toPrintable(first.curl)] : []),
  ]
}

/** The first slips, a line each, and how many more there are. */
export function explainFound(slips: readonly Slip[], count: number, runs: readonly RunFacts[]): string[] {
  const told = slips.slice(0, slipsTold)
  return [
    ...told.map(slip => `found: ${explainPlace(slip, runs)}: ${explainSlip(slip)}`),
    ...(count > told.length ? [`and ${count - told.length} more`] : []),
  ]
}
