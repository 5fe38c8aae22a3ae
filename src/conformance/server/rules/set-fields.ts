import { type Rule, wantRefused } from '../rule.ts'

/** RB-P49: fields of a configuration. */
export const setFields: Rule = {
  id: 'RB-P49',
  severity: 'error',
  sentence: 'Refuses a configuration without Url with 100002',
  reason: 'The code is documented for a parameter of the configuration that is not valid.',
  seen: { page: 68938 },
  fix: 'Check Url and CallbackCommandList, and answer 100002.',
  judge: wantRefused(['set-no-url'], 'ConfigInvalidParameter'),
}
