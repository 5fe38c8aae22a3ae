import { answerRules } from './answer-rules.ts'
import { commandRules } from './command-rules.ts'
import { type ServerRule, toRule } from './evaluate.ts'
import { refusalRules } from './refusal-rules.ts'

/** Every rule on servers, in the order of its id. */
export const serverRules: readonly ServerRule[] = [...answerRules, ...refusalRules, ...commandRules]
  .map(toRule)
  .toSorted((one, other) => one.id.localeCompare(other.id))
