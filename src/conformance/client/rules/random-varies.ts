import { parameters } from '../../../contracts/query.ts'
import { formatValue } from '../../../text/format.ts'
import type { Opinion, Rule } from '../rule.ts'
import { groupBy } from '../run.ts'

/** From how many requests on a value that comes again and again is no chance. */
const least = 4

/** RB-Q10: random is random. */
export const randomVaries: Rule = {
  id: 'RB-Q10',
  group: 'request',
  severity: 'warning',
  sentence: 'Draws a new random for each request',
  reason: 'The page asks for a random number, so that requests can be told apart.',
  seen: { page: 68932 },
  onEachPage: true,
  fix: 'Draw it where a request is made, not once when the client or its configuration is.',
  *judge({ entries }): Generator<Opinion> {
    const isRandom = (text: string | undefined) => parameters.random.schema.safeParse(text).success
    const fit = entries.filter(({ ask }) => isRandom(ask.query.get('random')))
    for (const own of groupBy(fit, ({ sdkAppId, identifier }) => `${sdkAppId}|${identifier}`).values()) {
      const [most = []] = [...groupBy(own, toRandom).values()].sort((one, other) => other.length - one.length)
      const [entry] = most
      if (!entry || own.length < least) continue
      if (most.length * 2 <= own.length) yield { entry }
      else
        yield {
          entry,
          also: [entry, entry, entry],
          slip: `${most.length} of ${own.length} requests carry the same random, ${formatValue(toRandom(entry))}.`,
        }
    }
  },
}

const toRandom = ({ ask }: { readonly ask: { readonly query: ReadonlyMap<string, string> } }) => ask.query.get('random')
