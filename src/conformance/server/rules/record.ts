import { formatValue } from '../../../text/format.ts'
import { findResponse, pick } from '../probe.ts'
import { findFirst } from '../probes/records.ts'
import { type Rule, wantSuccess } from '../rule.ts'

/** RB-P38: a record by its id. */
export const record: Rule = {
  id: 'RB-P38',
  severity: 'error',
  sentence: 'Tells the same of a record by its id as in a list',
  reason: 'Both commands tell of one record.',
  seen: { page: 68930 },
  fix: 'Read both from one place.',
  judge: wantSuccess('record', course => {
    const byId = pick(findResponse(course, 'record'), 'CallRecord')
    const other = Object.entries(findFirst(course) ?? {}).find(([name, value]) => !isSame(pick(byId, name), value))
    if (!other) return undefined
    const [name, value] = other
    return `CallRecord.${name} is ${formatValue(pick(byId, name))}, and in the list ${formatValue(value)}: want the same.`
  }),
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
