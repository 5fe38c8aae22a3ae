import { caseRequirements } from './cases.ts'
import type { ClientRule } from './rule.ts'
import { behaviourRules } from './rules/behaviour.ts'
import { bodyRules } from './rules/body.ts'
import { requestRules } from './rules/request.ts'
import { responseRules } from './rules/response.ts'
import { userSigRules } from './rules/usersig.ts'

/**
 * Every rule on clients by group and id. Rules on requests are first: their findings decide which responses say
 * something about the others.
 */
export const clientRules: readonly ClientRule[] = [
  ...[...requestRules, ...userSigRules, ...bodyRules].toSorted((one, other) => (one.id < other.id ? -1 : 1)),
  ...behaviourRules,
  ...responseRules,
]

/** The ids that a list of known issues may name: those of the rules, then those of the built-in test cases. */
export const clientRuleIds: readonly string[] = [...clientRules, ...caseRequirements].map(({ id }) => id)
