import type { FailureMode } from '../../../faults/failure-modes.ts'
import { formatValue } from '../../../text/format.ts'
import { explainMet, findContinuation, type Met, toMet } from '../retries.ts'
import { type ClientRule, defineClientRule, type Evaluations } from '../rule.ts'
import { type ClientRun, findNext, hasIdOfFailedStart } from '../run.ts'

const ownApplications = 'If the next request belongs to another test, give each test an application of its own.'

const messages = {
  continued: ({ met, command, next }: { met: Met; command: string | undefined; next: string }) =>
    `It met ${explainMet(met)} on ${command} and continued with ${next}.`,
}

/** Evaluates what a client did after a response that one of these failure modes had damaged. */
const evaluateContinuation = (...modes: readonly FailureMode[]) =>
  function* (run: ClientRun): Evaluations<typeof messages> {
    for (const subject of run.requests) {
      const { failure, failureModes, command } = subject
      if (failure !== 'corrupt' || run.isInvalid(subject)) continue
      // Of several failure modes, the HTTP status is what a client sees first.
      if (!modes.some(mode => failureModes.includes(mode))) continue
      if (failureModes.includes('http') && !modes.includes('http')) continue
      const next = findContinuation(run, subject)
      if (next === 'noticed') yield { subject }
      else if (next)
        yield {
          subject,
          broken: { code: 'continued', met: toMet(subject), command, next: next.command ?? next.method },
        }
    }
  }

/** The rules on how a client reads responses. */
export const responseRules: readonly ClientRule[] = [
  defineClientRule({
    id: 'RB-A01',
    title: 'Treats a response with a missing field as an error',
    reason: 'Every response has ActionStatus, ErrorCode, ErrorInfo and RequestId; some real ones lack one.',
    source: { observed: 'answers without ActionStatus and answers of the access layer without RequestId' },
    fix: `Accept a response as a success only if ErrorCode is the number 0 and ActionStatus is OK. ${ownApplications}`,
    examples: {
      good: [{ fault: { omit: ['ActionStatus'] } }, { after: '200ms' }],
      bad: [
        { command: 'end_call', fault: { omit: ['ActionStatus'] } },
        { command: 'get_record_by_callid', after: '5s' },
      ],
    },
    messages,
    evaluate: evaluateContinuation('omitted'),
  }),
  defineClientRule({
    id: 'RB-A02',
    title: 'Treats a non-JSON body as an error',
    reason: 'Proxies between client and service answer with pages of their own or truncate bodies.',
    source: { page: 68926 },
    fix: `Return an error of the client for a body that cannot be parsed, never an empty result. ${ownApplications}`,
    examples: {
      good: [{ fault: { body: 'html' } }, { after: '200ms' }],
      bad: [
        { command: 'end_call', fault: { body: 'html' } },
        { command: 'get_record_by_callid', after: '5s' },
      ],
    },
    messages,
    evaluate: evaluateContinuation('empty', 'truncated', 'garbage', 'html'),
  }),
  defineClientRule({
    id: 'RB-A03',
    title: 'Treats an HTTP status other than 200 as an error',
    reason: 'The service answers every request with 200; any other status was not sent by the service.',
    source: { page: 68932 },
    isOnEachPage: true,
    fix: `Check the status before the body, and treat any other than 200 as a network failure. ${ownApplications}`,
    examples: {
      good: [{ fault: { http: 502 } }, { after: '200ms' }],
      bad: [{ command: 'set_callback', fault: { http: 502 } }, { command: 'start_call_by_robot' }],
    },
    messages,
    evaluate: evaluateContinuation('http'),
  }),
  defineClientRule({
    id: 'RB-A04',
    title: 'Treats a response with a field of the wrong type as an error',
    reason: 'ErrorCode is a number; "0" is not a success.',
    source: { page: 68932 },
    isOnEachPage: true,
    fix: `Check the types of ErrorCode and ActionStatus strictly before comparing them. ${ownApplications}`,
    examples: {
      good: [{ fault: { mistype: ['ErrorCode'] } }, { after: '200ms' }],
      bad: [{ command: 'set_callback', fault: { mistype: ['ErrorCode'] } }, { command: 'start_call_by_robot' }],
    },
    messages,
    evaluate: evaluateContinuation('mistyped'),
  }),
  defineClientRule({
    id: 'RB-A05',
    title: 'Uses a started call only if the response contained its id',
    reason: 'A failed start_call_by_robot has no Response, so there is no id to name the call with.',
    source: { page: 74505 },
    fix: 'Check ErrorCode before reading Response, and treat a start without a CallId as an error.',
    examples: {
      good: [{ command: 'start_call_by_robot', fault: { error: 60_020 } }, { command: 'get_record_by_filter' }],
      bad: [{ command: 'start_call_by_robot', fault: { error: 60_020 } }, { body: { CallId: 'undefined' } }],
    },
    messages: {
      named: ({ callId }: { callId: unknown }) => `After a failed start it sent the CallId ${formatValue(callId)}.`,
    },
    *evaluate(run) {
      for (const subject of run.requests) {
        if (hasIdOfFailedStart(run, subject))
          yield { subject, broken: { code: 'named', callId: subject.json?.CallId ?? null } }
        else if (subject.command === 'start_call_by_robot' && subject.failure !== 'none' && !run.isInvalid(subject)) {
          const next = findNext(run.streams.get(subject.stream), subject)
          if (next && !hasIdOfFailedStart(run, next)) yield { subject }
        }
      }
    },
  }),
]
