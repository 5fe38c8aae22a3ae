import type { EmulatorEvent } from '../emulator/event.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import { parseDuration, toDurationText } from '../text/duration.ts'
import { formatList } from '../text/format.ts'
import type { Mask } from '../text/redact.ts'
import { maskAll } from '../text/redact.ts'
import { type DocumentIssue, explainFieldIssues, toFieldIssues } from '../text/zod-issues.ts'
import { Problem, toProblem } from './problem.ts'
import {
  type AwaitInput,
  awaitSchema,
  type Criterion,
  toCallCriteria,
  toRequestCriteria,
  toWebhookCriteria,
} from './wait-criteria.ts'
import { type Field, findNear, type Near, toCallField, toRequestField, toWebhookField } from './wait-fields.ts'

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
export function checkAwait(
  data: unknown,
): { readonly awaited: Awaited } | { readonly problems: readonly DocumentIssue[] } {
  const read = awaitSchema().safeParse(data)
  if (!read.success) return { problems: explainFieldIssues(toFieldIssues(read.error, data)) }
  const { request, webhook, call, count = 1, within = '5s' } = read.data
  const wanted: Wanted[] = [
    ...(request ? [{ request }] : []),
    ...(webhook ? [{ webhook }] : []),
    ...(call ? [{ call }] : []),
  ]
  const [first, ...others] = wanted
  if (!first || others.length > 0)
    return { problems: [{ code: 'inconsistent', path: [], message: explainCount(wanted) }] }
  const problems = call ? checkCall(call) : []
  return problems.length > 0 ? { problems } : { awaited: { wanted: first, count, within: parseDuration(within) ?? 0 } }
}

function explainCount(wanted: readonly Wanted[]): string {
  if (wanted.length === 0) return 'There is nothing to wait for: want one of request, webhook and call.'
  const came = formatList(wanted.flatMap(Object.keys), 'and')
  return `There are ${came}: want one of them, and another await for each of the others.`
}

/** What can never be, and would be waited for in vain. */
function checkCall({ state, outcome, member }: NonNullable<AwaitInput['call']>): readonly DocumentIssue[] {
  const problems: DocumentIssue[] = []
  if (state === 'live' && outcome !== undefined) {
    problems.push({
      code: 'inconsistent',
      path: ['call', 'outcome'],
      message: `outcome is ${outcome}, and a live call has none: want one of the two.`,
    })
  }
  if ((state === 'ended' || outcome !== undefined) && member?.state !== undefined) {
    const message = `member.state is ${member.state}, and nobody is in a call that has ended: want the user alone.`
    problems.push({ code: 'inconsistent', path: ['call', 'member', 'state'], message })
  }
  return problems
}

/**
 * Waits for what is written as for `POST /await`, and gives what there is then, as the control surface shows it. Rejects
 * with a Problem: every slip of what is written, or, where it has not happened in time, what there is and what came near.
 */
export async function awaitFound(
  switchboard: Switchboard,
  input: object,
  interruptions: Interruptions,
): Promise<readonly object[]> {
  const checked = checkAwait(input)
  if ('problems' in checked) throw toProblem(checked.problems)
  const { awaited } = checked
  checkMemory(switchboard, awaited)
  switchboard.now()
  const lookout = createLookout(switchboard, awaited.wanted)
  const how = await waitFor(switchboard, lookout, awaited.count, awaited.within, interruptions)
  if (how === 'found') return lookout.toViews()
  throw toNotYet(lookout, awaited, how, switchboard.mask)
}

function checkMemory({ settings }: Switchboard, { wanted }: Awaited): void {
  if ('call' in wanted || settings.journal > 0) return
  const why = 'The journal keeps nothing, so nothing can be found in it: start with --journal 1000, say.'
  throw new Problem('not-possible', why)
}

function toNotYet(lookout: Lookout, { count, within }: Awaited, how: Exclude<WaitEnd, 'found'>, mask: Mask): Problem {
  const what = mask(lookout.explain(count))
  if (how === 'left') return new Problem('not-yet', `Whoever waited for ${what} has left.`)
  const near = maskAll(lookout.findNear(), mask)
  const waited =
    how === 'closing' ? `The emulator closes. Waited for ${what}` : `Waited ${toDurationText(within)} for ${what}`
  const there =
    lookout.size === 0 ? 'there was none' : lookout.size === 1 ? 'there was 1' : `there were ${lookout.size}`
  const nearest = near[0] ? ` What came nearest: ${near[0].differs.join('; ')}.` : ''
  return new Problem('not-yet', `${waited}, and ${there}.${nearest}`, undefined, { found: lookout.toViews(), near })
}

/** Looks out for what is wanted, and knows what of it there is. */
export interface Lookout {
  /** How many there are. */
  readonly size: number
  /** Takes notice of something that has happened. */
  hear(note: EmulatorEvent): void
  /** So many of what is looked out for, in words: `a request with command end_call`. */
  explain(count: number): string
  /** Those there are, as the control surface shows them; the latest thousand. */
  toViews(): readonly object[]
  /** Those that are nearly as wanted. */
  findNear(): readonly Near[]
}

/** How many are shown at most. */
const mostShown = 1_000

/** Creates a lookout that has looked at all there is already. */
export function createLookout(switchboard: Switchboard, wanted: Wanted): Lookout {
  if ('request' in wanted) return lookOut(toRequestField(switchboard), toRequestCriteria(wanted.request))
  if ('webhook' in wanted) return lookOut(toWebhookField(switchboard), toWebhookCriteria(wanted.webhook))
  return lookOut(toCallField(switchboard), toCallCriteria(wanted.call))
}

const nouns = { request: 'request', webhook: 'callback', call: 'call' } as const

function lookOut<Thing>(field: Field<Thing>, criteria: readonly Criterion<Thing>[]): Lookout {
  const fits = (thing: Thing) => criteria.every(criterion => criterion.fits(thing))
  const look = () => new Set(field.list().filter(fits))
  let found = look()
  return {
    get size() {
      return found.size
    },
    hear(note) {
      if (note.about === 'reset') found = look()
      // Of an application's own reset is told before it is done.
      if (note.about === 'app') for (const thing of found) if (field.isGoneWith(thing, note.app)) found.delete(thing)
      const told = field.findTold(note)
      // Looked at while it happens: what is so for an instant only has been so.
      if (told && fits(told)) found.add(told)
      else if (told) found.delete(told)
    },
    explain(count) {
      const what = count === 1 ? `a ${nouns[field.kind]}` : `${count} ${nouns[field.kind]}s`
      return [what, criteria.map(criterion => criterion.wanted).join(', ')].filter(Boolean).join(' with ')
    },
    toViews: () => [...found].slice(-mostShown).map(field.toView),
    findNear: () => findNear(field, criteria),
  }
}

/** How a wait ends: with what it was for, because it took too long, or because nobody is there any more. */
export type WaitEnd = 'found' | 'late' | 'closing' | 'left'

/** What ends a wait before its time. */
export interface Interruptions {
  /** The emulator closes. */
  readonly closing: AbortSignal
  /** Whoever asked has gone. */
  readonly left: AbortSignal
}

/** The shortest pause between two looks at the clock, in real milliseconds. */
const pause = 20

/** The longest a timer can wait, in milliseconds. */
const longestPause = 2_147_483_647

/** Waits until a lookout has so many, for so many real milliseconds at most. Meanwhile everything goes on. */
export function waitFor(
  switchboard: Switchboard,
  lookout: Lookout,
  count: number,
  within: number,
  { closing, left }: Interruptions,
): Promise<WaitEnd> {
  return new Promise(resolve => {
    let isOver = false
    let isSoon = false
    let turn: ReturnType<typeof setTimeout> | undefined
    const end = (how: WaitEnd) => {
      isOver = true
      unwatch()
      clearTimeout(turn)
      clearTimeout(timer)
      closing.removeEventListener('abort', close)
      left.removeEventListener('abort', leave)
      resolve(how)
    }
    const close = () => end('closing')
    const leave = () => end('left')
    /** Time that passes by itself does so only if somebody looks at the clock. */
    const play = () => {
      const now = switchboard.now()
      clearTimeout(turn)
      isSoon = false
      const due = switchboard.findNextDue()
      const { rate } = switchboard.clock
      if (isOver || due === undefined || rate === 0) return
      turn = setTimeout(play, Math.min(longestPause, Math.max(pause, Math.ceil((due - now) / rate))))
    }
    const unwatch = switchboard.watch(note => {
      lookout.hear(note)
      if (lookout.size >= count) return end('found')
      // What it leads to, and when, is known when it is done.
      if (isSoon || note.about === 'request') return
      isSoon = true
      clearTimeout(turn)
      turn = setTimeout(play, pause)
    })
    const timer = setTimeout(() => {
      switchboard.now()
      if (!isOver) end('late')
    }, within)
    closing.addEventListener('abort', close)
    left.addEventListener('abort', leave)
    if (lookout.size >= count) end('found')
    else if (closing.aborted) close()
    else if (left.aborted) leave()
    else play()
  })
}
