import type { KnownLine } from './known.ts'
import { type Finding, type Slip, slipsKept } from './report.ts'
import type { Clause } from './rule.ts'

/** Takes what is said of a clause, and makes a finding of it. */
export interface Tally {
  /** Something said of it; `line` is the line of the known findings it is on. */
  add(toSlip: (() => Slip) | undefined, line?: KnownLine): void
  toFinding(): Finding
}

/** Counts what is said of a clause, and keeps the first slips, known ones apart. */
export function createTally(rule: Clause): Tally {
  const fresh = createCount()
  const expected = createCount()
  let judged = 0
  return {
    add(toSlip, line) {
      judged++
      if (toSlip) (line ? expected : fresh).add(toSlip)
    },
    toFinding: () => ({
      rule: toPlainClause(rule),
      verdict: fresh.count > 0 ? 'failed' : judged > 0 ? 'passed' : 'not exercised',
      judged,
      slips: fresh.slips,
      count: fresh.count,
      known: expected.slips,
      knownCount: expected.count,
    }),
  }
}

/** The clause as plain data: without the function that judges by it, and sharing nothing with it. */
const toPlainClause = ({ id, group, severity, sentence, reason, seen, fix }: Clause): Clause =>
  structuredClone({ id, group, severity, sentence, reason, seen, fix })

function createCount() {
  const slips: Slip[] = []
  let count = 0
  return {
    slips,
    get count() {
      return count
    },
    add(toSlip: () => Slip) {
      if (++count <= slipsKept) slips.push(toSlip())
    },
  }
}

/** The line of the known findings that a slip of a clause is on, if it is on any. */
export const findKnown = (
  known: readonly KnownLine[],
  { id }: Clause,
  command: string | undefined,
): KnownLine | undefined =>
  known.find(line => line.rule === id && (line.command === undefined || line.command === command))
