import type { Rule } from '../rule.ts'
import { application } from './application.ts'
import { concurrency } from './concurrency.ts'
import { consent } from './consent.ts'
import { fields } from './fields.ts'
import { freshness } from './freshness.ts'
import { json } from './json.ts'
import { newFields } from './new-fields.ts'
import { newWords } from './new-words.ts'
import { order } from './order.ts'
import { ownQuery } from './own-query.ts'
import { patience } from './patience.ts'
import { repetition } from './repetition.ts'
import { shapes } from './shapes.ts'
import { signature } from './signature.ts'
import { size } from './size.ts'
import { status } from './status.ts'
import { survival } from './survival.ts'

/** Every rule, in the order of its id; of those that are broken the first errors are to be mended first. */
export const rules: readonly Rule[] = [
  status,
  patience,
  json,
  fields,
  consent,
  application,
  signature,
  freshness,
  ownQuery,
  repetition,
  order,
  concurrency,
  newFields,
  newWords,
  size,
  survival,
  shapes,
]
