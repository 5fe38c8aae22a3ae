import { caseClauses } from './cases.ts'
import { rules } from './rules/list.ts'

/** The ids that a list of known findings may name: of all rules, then of all cases. */
export const clauseIds: readonly string[] = [...rules, ...caseClauses].map(({ id }) => id)
