import * as z from 'zod'
import { list, text, thing, whole } from './leaf.ts'
import { once } from './once.ts'
import { appSchema } from './schema-app.ts'
import { callSchema } from './schema-call.ts'
import { crowdSchema } from './schema-crowd.ts'
import { faultSchema } from './schema-fault.ts'

/** A scenario as written. It says what each value may be; whether they make sense together is looked at in check. */
export const scenarioSchema = once(() =>
  thing('a scenario', {
    ringback: z
      .literal(1, { error: () => '1, the version of this format.' })
      .meta({ description: 'The version of this format.' }),
    name: text('a name', 200).optional().meta({ description: 'What the scenario is called.' }),
    about: text('a sentence or two', 2000, { lines: true })
      .optional()
      .meta({ description: 'What one sees with it, in a sentence or two.' }),
    seed: whole('an integer', 0, 4294967295).optional().meta({
      description: 'Ids, crowds and probabilities follow from it: the same seed gives the same run.',
      default: 1,
    }),
    start: z.iso
      .datetime({ offset: true, error: () => 'a moment since 1970 with its zone, such as 2026-01-15T09:30:00Z.' })
      .refine(start => Date.parse(start) >= 0)
      .optional()
      .meta({
        description: 'Where the manual clock begins; real time if absent.',
        examples: ['2026-01-15T09:30:00Z'],
      }),
    apps: list(appSchema(), 'apps', 100).optional().meta({
      description: 'The applications there are; the demo application if absent.',
    }),
    calls: list(callSchema(), 'calls', 100_000, 0)
      .optional()
      .meta({ description: 'Who calls whom, and what happens then.' }),
    faults: list(faultSchema(), 'faults', 1000, 0).optional().meta({ description: 'What goes wrong on purpose.' }),
    generate: list(crowdSchema(), 'crowds', 100, 0).optional().meta({
      description: 'Crowds: many calls made up from the seed.',
    }),
  }),
)
