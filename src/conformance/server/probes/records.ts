import { errors } from '../../../contracts/errors.ts'
import { findErrorCode, parseObject } from '../drift.ts'
import { type Course, findCode, findResponse, type Probe, pick, pickList } from '../probe.ts'
import { type Stage, toDraft } from '../stage.ts'
import { findStarted } from './calls.ts'

/** How many records a page is asked to have. */
export const perPage = 5

/** The first record that a run has seen; undefined if it has seen none. */
export function findFirst(course: Course): { readonly [field: string]: unknown } | undefined {
  const first = pickList(findResponse(course, 'records'), 'CallRecordList')[0]
  return typeof first === 'object' && first !== null ? Object.fromEntries(Object.entries(first)) : undefined
}

const filter = (body: object) => (stage: Stage) => toDraft(stage, 'get_record_by_filter', body)

/** Asks by what the first record has in some of its fields. */
const likeFirst =
  (toBody: (first: { readonly [field: string]: unknown }) => object) => (stage: Stage, course: Course) => {
    const first = findFirst(course)
    return first === undefined ? 'There are no records.' : filter(toBody(first))(stage)
  }

const command = 'get_record_by_filter'

/** A day, in seconds. */
const day = 86_400

/** Records, by the id of a call and by what they have in them. */
export const recordProbes = [
  {
    id: 'unknown-record',
    sentence: 'The record of a call is asked for that there never was.',
    command: 'get_record_by_callid',
    toDraft: stage => toDraft(stage, 'get_record_by_callid', { CallId: stage.unknownId }),
  },
  {
    id: 'ended-record',
    sentence: 'The record of the call that was ended is asked for, until it is there.',
    command: 'get_record_by_callid',
    needsWrite: true,
    poll: {
      times: 17,
      every: 500,
      until: answer => {
        const json = parseObject(answer.text)
        return json !== undefined && findErrorCode(json) === 0
      },
    },
    toDraft: (stage, course) =>
      findCode(course, 'ended-call') === errors.CallNotFound.code
        ? toDraft(stage, 'get_record_by_callid', { CallId: findStarted(course) })
        : 'No call was ended.',
  },
  {
    id: 'records',
    sentence: `The first ${perPage} records are asked for.`,
    command,
    toDraft: filter({ NumberPerPage: perPage, Page: 1 }),
  },
  {
    id: 'record',
    sentence: 'The record of the first of those calls is asked for.',
    command: 'get_record_by_callid',
    toDraft: (stage, course) => {
      const first = findFirst(course)
      return first ? toDraft(stage, 'get_record_by_callid', { CallId: first.CallId }) : 'There are no records.'
    },
  },
  {
    id: 'second-page',
    sentence: 'The second page is asked for, with one record a page.',
    command,
    toDraft: likeFirst(() => ({ NumberPerPage: 1, Page: 2 })),
  },
  {
    id: 'past-the-end',
    sentence: 'A page is asked for that is far behind the last.',
    command,
    toDraft: likeFirst(() => ({ NumberPerPage: 1_000, Page: 1_000_000 })),
  },
  {
    id: 'of-one-result',
    sentence: 'Records are asked for whose CallResult is that of the first.',
    command,
    toDraft: likeFirst(({ CallResult }) => ({ CallResult, NumberPerPage: perPage })),
  },
  {
    id: 'of-one-second',
    sentence: 'Records are asked for of the second in which the first call began.',
    command,
    toDraft: likeFirst(({ StartTime }) => ({ StartTime, EndTime: StartTime, NumberPerPage: perPage })),
  },
  {
    id: 'of-tomorrow',
    sentence: 'Records are asked for of calls that begin tomorrow.',
    command,
    toDraft: (stage, course) => {
      // By the server's own clock if it has shown it: it may be far ahead of ours.
      const shown = pick(findFirst(course), 'EndTime')
      const now = Math.max(Math.floor(stage.began / 1_000), typeof shown === 'number' ? shown : 0)
      return filter({ StartTime: now + day, EndTime: now + 2 * day })(stage)
    },
  },
] as const satisfies readonly Probe[]
