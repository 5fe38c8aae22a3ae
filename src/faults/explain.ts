import { toError } from '../contracts/errors.ts'
import { toDurationText } from '../words/duration.ts'
import { toEnumeration } from '../words/quote.ts'
import type { Delay, Effect, Fault } from './fault.ts'
import type { Tally } from './strike.ts'

/** A fault in one sentence, with how far it has come: what is hit, what happens to it, how often, and how often it has. */
export function explainFault(fault: Fault, tally: Tally): string {
  const { app, call, identifier, skip, times, from, until, probability } = fault
  const words = [
    fault.on === 'all' ? 'every command' : toEnumeration(fault.on, 'and'),
    call === undefined ? '' : `for call ${call}`,
    app === undefined ? '' : `of application ${app}`,
    identifier === undefined ? '' : `by ${identifier}`,
    toEnumeration(explainEffect(fault.effect), 'and'),
    times === Number.POSITIVE_INFINITY ? '' : `${times === 1 ? 'once' : `${times} times`}`,
    skip === 0 ? '' : `after letting ${skip} pass`,
    probability === undefined ? '' : `in ${Number((probability * 100).toPrecision(3))} % of the cases`,
    from === 0 ? '' : `from ${toDurationText(from)}`,
    until === Number.POSITIVE_INFINITY ? '' : `until ${toDurationText(until)}`,
  ]
  return `${words.filter(Boolean).join(' ')}: ${tally.matched} matched, ${tally.hit} hit.`
}

function explainEffect({ error, delay, http, drop, body, omit, dribble }: Effect): string[] {
  return [
    error === undefined ? '' : `refuses with ${toError(error.name).code}`,
    http === undefined ? '' : `answers HTTP ${http}`,
    drop === undefined ? '' : `resets the connection ${drop === 'before' ? 'before' : 'during'} the answer`,
    body === undefined ? '' : `sends a body that is ${bodies[body]}`,
    omit === undefined ? '' : `leaves out ${toEnumeration(omit, 'and')}`,
    dribble === undefined ? '' : `trickles at ${dribble} bytes a second`,
    delay === undefined ? '' : `waits ${explainDelay(delay)}`,
  ].filter(Boolean)
}

const bodies: { readonly [Body in NonNullable<Effect['body']>]: string } = {
  empty: 'empty',
  truncated: 'cut in half',
  garbage: 'garbage',
  html: 'a page of HTML',
}

function explainDelay(delay: Delay): string {
  if (typeof delay === 'number') return toDurationText(delay)
  if ('uniform' in delay) return delay.uniform.map(toDurationText).join(' to ')
  return `about ${toDurationText(delay.lognormal.median)}`
}
