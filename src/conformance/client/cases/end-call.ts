import { aCall, anEndedCall, type CommandCases, callId, gives, oddId, refuses } from '../case.ts'

const body = { CallId: callId }
const ended = 'A success of end_call has no Response: that ErrorCode is 0 says it all.'
const endOnce = 'Send CallId as it is, and take ErrorCode 0 for a success, without looking for a Response.'
const gone = '101004 says that there is nothing to end.'
const tellGone = 'Hand 101004 on as an error that carries the number; let whoever calls decide that it does not matter.'

/** What end_call does, and what it does not. */
export const endCall: CommandCases<'end_call'> = {
  seen: { page: 74506 },
  plain: { scene: { calls: [aCall] }, body, gives: [] },
  own: [
    {
      id: 'RB-C70',
      sentence: 'Ends a call that rings',
      reason: ended,
      fix: endOnce,
      scene: { calls: [aCall] },
      steps: [{ body, wants: gives() }],
    },
    {
      id: 'RB-C71',
      sentence: 'Ends a call of several that is under way',
      reason: ended,
      fix: endOnce,
      scene: { calls: [{ ...aCall, to: ['user2', 'user3'], then: [{ at: '1s', user: 'user2', does: 'answer' }] }] },
      steps: [{ after: '2s', body, wants: gives() }],
    },
    {
      id: 'RB-C72',
      sentence: 'Gives 101004 when a call is ended a second time',
      reason: gone,
      fix: tellGone,
      scene: { calls: [aCall] },
      steps: [
        { body, wants: gives() },
        { body, wants: refuses('CallNotFound') },
      ],
    },
    {
      id: 'RB-C73',
      sentence: 'Gives 101004 for ending a call that never was',
      reason: gone,
      fix: tellGone,
      scene: {},
      steps: [{ body: { CallId: 'no-such-call' }, wants: refuses('CallNotFound') }],
    },
    {
      id: 'RB-C74',
      sentence: 'Gives 101004 for ending a call whose members have ended it',
      reason: gone,
      fix: tellGone,
      scene: { calls: [anEndedCall] },
      steps: [{ after: '10s', body, wants: refuses('CallNotFound') }],
    },
    {
      id: 'RB-C75',
      sentence: 'Ends a call whose id has any signs',
      reason: 'The body is JSON in UTF-8.',
      fix: 'Serialise the body with a library for JSON, in UTF-8.',
      scene: { calls: [{ ...aCall, id: oddId }] },
      steps: [{ body: { CallId: oddId }, wants: gives() }],
    },
  ],
}
