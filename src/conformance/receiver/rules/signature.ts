import { documentedForChat } from '../../../contracts/callback-request.ts'
import { type Rule, wantRefused } from '../rule.ts'

/** RB-W07: Sign. */
export const signature: Rule = {
  id: 'RB-W07',
  severity: 'error',
  sentence: 'Refuses a callback whose Sign is wrong or missing',
  reason: 'Sign proves that a callback comes from the service, if the backend computes it too and compares.',
  seen: documentedForChat('Sign'),
  fix: 'Compare Sign with the hex SHA-256 of token and RequestTime, one after the other; without Sign or RequestTime, refuse.',
  probes: ['wrong-sign', 'unsigned'],
  judge: wantRefused,
}
