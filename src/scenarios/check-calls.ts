import { formatValue } from '../text/quote.ts'
import { explainUnknownApp } from './check-apps.ts'
import type { AppInput } from './input.ts'
import type { CallPlan } from './plan.ts'
import type { ScenarioIssue } from './problems.ts'
import { rehearse } from './rehearse.ts'
import { type Sound, toWrittenIndex } from './sound.ts'

/**
 * What is wrong with calls that each look right: ids, applications, who is called, and steps that cannot be. `written`
 * is the list they were read from.
 */
export function checkCalls(
  calls: Sound<CallPlan>,
  apps: Sound<Pick<AppInput, 'sdkAppId'>>,
  written: unknown,
): readonly ScenarioIssue[] {
  const first = new Map<string, number>()
  const problems: ScenarioIssue[] = []
  for (const [index, call] of calls.entries()) {
    if (!call) continue
    const add = (path: ScenarioIssue['path'], sentence: string) =>
      problems.push({ path: ['calls', index, ...path], sentence })

    const stranger = explainUnknownApp(call.app, apps)
    if (stranger !== undefined) add(['app'], stranger)

    if (call.id !== undefined) {
      const key = `${call.app}/${call.id}`
      const earlier = first.get(key)
      if (earlier === undefined) first.set(key, index)
      else
        add(
          ['id'],
          `id is ${formatValue(call.id)}, as in calls[${earlier}]: want another for each call of an application.`,
        )
    }

    for (const [place, user] of call.to.entries()) {
      if (user === call.from) add(['to', place], `to has ${formatValue(user)}, who is the caller: want somebody else.`)
      else if (call.to.indexOf(user) < place)
        add(['to', place], `to has ${formatValue(user)} twice: want everybody once.`)
    }

    // Whoever is called wrongly has been told of; the rest of the call can be looked at all the same.
    const to = [...new Set(call.to)].filter(user => user !== call.from)
    for (const { turn, key, sentence } of rehearse({ ...call, to })) {
      const { then }: { readonly then?: unknown } = Object(Object(written)[index])
      add(['then', toWrittenIndex(then, turn), key], sentence)
    }
  }
  return problems
}
