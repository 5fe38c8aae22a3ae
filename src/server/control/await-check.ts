import { toProblems } from '../../scenarios/explain-issues.ts'
import type { Problem } from '../../scenarios/problems.ts'
import { parseDuration } from '../../words/duration.ts'
import { toEnumeration } from '../../words/quote.ts'
import { type AwaitInput, awaitSchema } from './await-schema.ts'

/** What is waited for: `within` in real milliseconds. */
export interface Awaited {
  readonly wanted: Wanted
  readonly count: number
  readonly within: number
}

/** One of the three things that can be waited for. */
export type Wanted =
  | { readonly request: NonNullable<AwaitInput['request']> }
  | { readonly webhook: NonNullable<AwaitInput['webhook']> }
  | { readonly call: NonNullable<AwaitInput['call']> }

/** Checks what is to be waited for: what it means, or everything that is wrong with it. */
export function checkAwait(data: unknown): { readonly awaited: Awaited } | { readonly problems: readonly Problem[] } {
  const read = awaitSchema().safeParse(data)
  if (!read.success) return { problems: toProblems(read.error, data) }
  const { request, webhook, call, count = 1, within = '5s' } = read.data
  const wanted: Wanted[] = [
    ...(request ? [{ request }] : []),
    ...(webhook ? [{ webhook }] : []),
    ...(call ? [{ call }] : []),
  ]
  const [first, ...others] = wanted
  if (!first || others.length > 0) return { problems: [{ path: [], sentence: explainCount(wanted) }] }
  const problems = call ? checkCall(call) : []
  return problems.length > 0 ? { problems } : { awaited: { wanted: first, count, within: parseDuration(within) ?? 0 } }
}

function explainCount(wanted: readonly Wanted[]): string {
  if (wanted.length === 0) return 'There is nothing to wait for: want one of request, webhook and call.'
  const came = toEnumeration(wanted.flatMap(Object.keys), 'and')
  return `There are ${came}: want one of them, and another await for each of the others.`
}

/** What can never be, and would be waited for in vain. */
function checkCall({ state, outcome, member }: NonNullable<AwaitInput['call']>): readonly Problem[] {
  const problems: Problem[] = []
  if (state === 'live' && outcome !== undefined) {
    problems.push({
      path: ['call', 'outcome'],
      sentence: `outcome is ${outcome}, and a live call has none: want one of the two.`,
    })
  }
  if ((state === 'ended' || outcome !== undefined) && member?.state !== undefined) {
    const sentence = `member.state is ${member.state}, and nobody is in a call that has ended: want the user alone.`
    problems.push({ path: ['call', 'member', 'state'], sentence })
  }
  return problems
}
