import { control, nameCode, wasLetIn } from '../reading.ts'
import { judgeCode, type Rule } from '../rule.ts'

/** RB-P17: who may come in. */
export const admission: Rule = {
  id: 'RB-P17',
  severity: 'error',
  sentence: 'Lets in an administrator whose UserSig is right',
  reason: 'Everything else differs from that request in one matter only.',
  seen: { page: 68926 },
  fix: 'If the server is right, you asked as somebody else: compare --sdkappid, --secret-key, --usersig and --identifier with what it expects.',
  judge: course => [
    judgeCode(course, control, code =>
      wasLetIn(course) ? 'kept' : { slip: `It was answered ${nameCode(code)}: want to be let in.`, probe: control },
    ),
  ],
}
