import { parseDuration } from '../text/duration.ts'
import { formatList, formatValue } from '../text/quote.ts'
import { findNearest } from '../text/suggest.ts'
import { explainUnknownApp } from './check-apps.ts'
import { findClashes } from './clashes.ts'
import type { AppInput, FaultInput } from './input.ts'
import { findMisplaced, isOnCallbacks } from './misplaced.ts'
import type { CallPlan } from './plan.ts'
import type { ScenarioIssue } from './problems.ts'
import type { Sound } from './sound.ts'

const requestEffects = ['error', 'delay', 'http', 'drop', 'body', 'omit', 'mistype', 'dribble'] as const
const callbackEffects = ['callback', 'delay'] as const

/** What makes no sense within one fault that looks right, by itself. */
export function checkOneFault(fault: FaultInput): readonly ScenarioIssue[] {
  const problems: ScenarioIssue[] = []
  const add = (key: keyof FaultInput, sentence: string) => problems.push({ path: [key], sentence })
  if ([...requestEffects, ...callbackEffects].every(key => fault[key] === undefined)) {
    const known = formatList(isOnCallbacks(fault) ? callbackEffects : requestEffects, 'and')
    problems.push({ path: [], sentence: `A fault must do something: want one or more of ${known}.` })
  }
  const misplaced = findMisplaced(fault)
  const odd = new Set(misplaced.map(({ key }) => key))
  for (const { key, sentence } of [...misplaced, ...findClashes(fault, odd)]) add(key, sentence)
  if (fault.message !== undefined && fault.error === undefined && !odd.has('message')) {
    add('message', 'message is the text of a refusal, and there is none: want error beside it.')
  }
  const { from = '0s', until = 'never', delay } = fault
  if (toLength(until) <= toLength(from)) add('until', `until is ${until}, and from is ${from}: want it to be later.`)
  if (typeof delay === 'object' && 'uniform' in delay) {
    const [least, most] = delay.uniform
    if (toLength(least) > toLength(most)) {
      add('delay', `uniform is [${least}, ${most}]: want the smaller first, [${most}, ${least}].`)
    }
  }
  return problems
}

/** What is wrong with faults that each look right: what makes no sense within them, and whom they are meant for. */
export function checkFaults(
  faults: Sound<FaultInput>,
  apps: Sound<Pick<AppInput, 'sdkAppId' | 'admins'>>,
  calls: Sound<Pick<CallPlan, 'id'>>,
): readonly ScenarioIssue[] {
  const ids = new Set(calls.flatMap(call => call?.id ?? []))
  const admins = new Set(apps.flatMap(app => app?.admins ?? []))
  return faults.flatMap((fault, index) => {
    if (!fault) return []
    const problems = checkOneFault(fault)
    const stranger = explainUnknownApp(fault.app, apps)
    // On callbacks no identifier makes sense, so it does not matter which.
    const identifier = isOnCallbacks(fault) ? undefined : fault.identifier
    const mistyped = [
      { path: ['app'], sentence: stranger },
      { path: ['call'], sentence: explainMistyped('call', fault.call, ids) },
      { path: ['identifier'], sentence: explainMistyped('identifier', identifier, admins) },
    ]
    return [...problems, ...mistyped].flatMap(({ path, sentence }) =>
      sentence === undefined ? [] : [{ path: ['faults', index, ...path], sentence }],
    )
  })
}

/** A call may begin while the scenario runs, and anybody may send a request, so only what nearly exists is a slip. */
function explainMistyped(key: string, word: string | undefined, known: ReadonlySet<string>): string | undefined {
  if (word === undefined || known.has(word)) return undefined
  const nearest = findNearest(word, known)
  return (
    nearest && `${key} is ${formatValue(word)}, which is not in this scenario. Did you mean ${formatValue(nearest)}?`
  )
}

const toLength = (text: string) => parseDuration(text) ?? 0
