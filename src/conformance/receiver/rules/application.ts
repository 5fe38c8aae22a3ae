import { type Rule, wantRefused } from '../rule.ts'

/** RB-W06: whose callback it is. */
export const application: Rule = {
  id: 'RB-W06',
  severity: 'error',
  sentence: 'Refuses a callback of another application',
  reason: 'The backend has to verify that SdkAppid is its own: anyone can post to a public address.',
  seen: { page: 68940 },
  fix: 'Compare SdkAppid of the query with your own SDKAppID before anything else, and refuse with status 403 or ActionStatus FAIL.',
  probes: ['foreign-app'],
  judge: wantRefused,
}
