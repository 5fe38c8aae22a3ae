import { defaultMedia, defaultOutcomes } from './crowd-defaults.ts'
import { decimal, duration, thing, whole } from './leaf.ts'
import { once } from './once.ts'

/** The most calls all crowds of a scenario may have together. */
export const mostCrowdCalls = 1_000_000

const weight = once(() => decimal('a weight', 0, 1_000_000).optional())

/** Many calls made up from the seed, as written. */
export const crowdSchema = once(() =>
  thing('a crowd', {
    calls: whole('a number of calls', 1, mostCrowdCalls).meta({
      description: 'How many calls are made up.',
      examples: [500],
    }),
    over: duration({ least: 1 }).meta({
      description: 'The stretch in which they begin, from the beginning of the scenario.',
      examples: ['10m'],
    }),
    media: thing('the weights of media', { audio: weight(), video: weight() })
      .optional()
      .meta({ description: 'How often each medium comes, in proportion.', default: defaultMedia }),
    outcome: thing('the weights of outcomes', {
      answered: weight(),
      rejected: weight(),
      unanswered: weight(),
      cancelled: weight(),
      busy: weight(),
      offline: weight(),
      interrupted: weight(),
    })
      .optional()
      .meta({ description: 'How often calls come out so, in proportion.', default: defaultOutcomes }),
  }),
)
