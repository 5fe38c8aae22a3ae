import * as z from 'zod'
import { Problem, toProblemResponse } from '../../control/problem.ts'
import { awaitSchema } from '../../control/wait-criteria.ts'
import { awaitFound } from '../../control/wait-for.ts'
import { defineRoute } from './route.ts'

export const awaitIt = defineRoute({
  id: 'waitFor',
  tag: 'journal',
  method: 'post',
  path: '/await',
  summary: 'Waits until requests or callbacks have come, or calls are as wanted; answers at once if it is so already',
  input: z.record(z.string(), z.unknown()),
  shape: awaitSchema,
  answer: 'Found',
  gives:
    'What was `found`, at least so many as wanted. Status 408 where it has not happened in time: then `found` has what there is, and `near` up to three that came nearest, each with what `differs` in words.',
  handle: async ({ switchboard, input, request, closing }) => {
    try {
      return { found: await awaitFound(switchboard, input, { closing, left: request.signal }) }
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'not-yet' && closing.aborted)) throw error
      // A connection that is kept would hold up the port that closes.
      const response = toProblemResponse(error, switchboard.mask)
      response.headers.set('Connection', 'close')
      return response
    }
  },
})
