import { Problem } from '../../control/problem.ts'
import { defineRoute } from './route.ts'

export const getEnvironment = defineRoute({
  id: 'getEnvironment',
  tag: 'emulator',
  method: 'get',
  path: '/environment',
  showsSecrets: true,
  summary: 'The variables that clients find this emulator by, as `ringback env` writes them',
  answer: 'Variables',
  gives:
    '`variables`, each with `name` and `value`; whether it `intercepts` clients with a hard-coded host, with `start --https` only; and the `joint` by which it is added to what is there, if it is.',
  handle: ({ environment }) => {
    if (environment) return { variables: environment() }
    throw new Problem(
      'not-possible',
      'This emulator was made by a program, which knows its address; variables are told by one that "ringback start" runs.',
    )
  },
})
