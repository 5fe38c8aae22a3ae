import { toError } from '../contracts/errors.ts'
import { toDurationText } from '../text/duration.ts'
import { formatList } from '../text/format.ts'
import type { CallbackEffect, Delay, Effect, Fault } from './fault.ts'
import type { HitCount } from './match.ts'

/** A fault in one sentence, with how far it has come: what is hit, what happens to it, how often, and how often it has. */
export function describeFault(fault: Fault, tally: HitCount): string {
  const { app, call, identifier, skip, times, from, until, probability } = fault
  const what = [
    explainTarget(fault.on),
    call === undefined ? '' : `for call ${call}`,
    app === undefined ? '' : `of application ${app}`,
    identifier === undefined ? '' : `by ${identifier}`,
    formatList(explainEffect(fault.effect), 'and'),
  ]
  const bounds = [
    times === Number.POSITIVE_INFINITY ? '' : `${times === 1 ? 'once' : `${times} times`}`,
    skip === 0 ? '' : `after letting ${skip} pass`,
    probability === undefined ? '' : `in ${Number((probability * 100).toPrecision(3))} % of the cases`,
    from === 0 ? '' : `from ${toDurationText(from)}`,
    until === Number.POSITIVE_INFINITY ? '' : `until ${toDurationText(until)}`,
  ]
  const said = [what, bounds].map(words => words.filter(Boolean).join(' ')).filter(Boolean)
  return `${said.join(', ')}: ${tally.matched} matched, ${tally.hit} hit.`
}

function explainTarget(on: Fault['on']): string {
  if (typeof on !== 'string') return formatList(on, 'and')
  return on === 'all' ? 'every command' : 'every callback'
}

function explainEffect({ error, delay, http, drop, body, omit, mistype, dribble, callback }: Effect): string[] {
  return [
    error === undefined ? '' : `refuses with ${toError(error.name).code}`,
    http === undefined ? '' : `answers HTTP ${http}`,
    drop === undefined ? '' : `resets the connection ${drop === 'before' ? 'before' : 'during'} the answer`,
    body === undefined ? '' : `sends a body that is ${bodies[body]}`,
    omit === undefined ? '' : `leaves out ${formatList(omit, 'and')}`,
    mistype === undefined ? '' : `sends ${formatList(mistype, 'and')} as another type`,
    dribble === undefined ? '' : `trickles at ${dribble} bytes a second`,
    callback === undefined ? '' : callbackEffects[callback],
    delay === undefined ? '' : `waits ${explainDelay(delay)}`,
  ].filter(Boolean)
}

const bodies: { readonly [Body in NonNullable<Effect['body']>]: string } = {
  empty: 'empty',
  truncated: 'cut in half',
  garbage: 'garbage',
  html: 'a page of HTML',
}

const callbackEffects: { readonly [Befalls in CallbackEffect]: string } = {
  drop: 'never leaves',
  duplicate: 'is sent twice',
  reorder: "is overtaken by the call's next callback",
  'wrong-signature': 'carries a wrong Sign',
  malformed: 'has a body that is not JSON',
}

function explainDelay(delay: Delay): string {
  if (typeof delay === 'number') return toDurationText(delay)
  if ('uniform' in delay) return delay.uniform.map(toDurationText).join(' to ')
  return `about ${toDurationText(delay.lognormal.median)}`
}
