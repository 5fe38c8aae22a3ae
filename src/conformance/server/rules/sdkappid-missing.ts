import { type Rule, wantRefused } from '../rule.ts'

/** RB-P20: sdkappid that is missing. */
export const sdkAppIdMissing: Rule = {
  id: 'RB-P20',
  severity: 'error',
  sentence: 'Refuses a query without sdkappid with 60012',
  reason: 'The code is documented for just that.',
  seen: { page: 68926 },
  fix: 'Answer 60012 where sdkappid is missing.',
  judge: wantRefused(['no-sdkappid'], 'SdkAppIdMissing'),
}
