import { type Rule, wantRefused } from '../rule.ts'

/** RB-P34: fields of the body where records are asked for. */
export const recordFields: Rule = {
  id: 'RB-P34',
  severity: 'warning',
  sentence: 'Refuses wrong fields of the two record commands with 101002',
  reason: 'A mistake in a filter must not look like an empty answer.',
  seen: {
    assumed: 'the pages of the record commands name no code for a wrong field, and the call engine answers this one',
  },
  fix: 'Check the fields before you look for records, and answer 101002.',
  judge: wantRefused(['record-no-call-id', 'filter-text-page'], 'InvalidParameter'),
}
