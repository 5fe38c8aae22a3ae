import { type Rule, wantRefused } from '../rule.ts'

/** RB-P21: sdkappid that is none. */
export const sdkAppIdWrong: Rule = {
  id: 'RB-P21',
  severity: 'error',
  sentence: 'Refuses an sdkappid that is no integer with 60006',
  reason: 'The code is documented for an SDKAppID that is not valid.',
  seen: { page: 68926 },
  fix: 'Answer 60006 where sdkappid is not made of digits.',
  judge: wantRefused(['odd-sdkappid'], 'SdkAppIdInvalid'),
}
