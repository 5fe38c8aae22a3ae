import { quote } from '../words/quote.ts'
import { explainUnknownApp } from './check-apps.ts'
import type { AppInput } from './input.ts'
import type { Problem } from './problems.ts'
import { rehearse } from './rehearse.ts'
import type { Sound, SoundCall } from './sound.ts'
import { toStep } from './to-call-plan.ts'
import { toMilliseconds } from './to-milliseconds.ts'

/** What is wrong with calls that each look right: ids, applications, who is called, and steps that cannot be. */
export function checkCalls(calls: Sound<SoundCall>, apps: Sound<Pick<AppInput, 'sdkAppId'>>): readonly Problem[] {
  const first = new Map<string, number>()
  const problems: Problem[] = []
  for (const [index, call] of calls.entries()) {
    if (!call) continue
    const add = (path: Problem['path'], sentence: string) =>
      problems.push({ path: ['calls', index, ...path], sentence })

    const stranger = explainUnknownApp(call.app, apps)
    if (stranger !== undefined) add(['app'], stranger)

    if (call.id !== undefined) {
      const key = `${call.app ?? apps[0]?.sdkAppId}/${call.id}`
      const earlier = first.get(key)
      if (earlier === undefined) first.set(key, index)
      else
        add(['id'], `id is ${quote(call.id)}, as in calls[${earlier}]: want another for each call of an application.`)
    }

    const called = new Set<string>()
    for (const [place, user] of call.to.entries()) {
      if (user === call.from) add(['to', place], `to has ${quote(user)}, who is the caller: want somebody else.`)
      else if (called.has(user)) add(['to', place], `to has ${quote(user)} twice: want everybody once.`)
      called.add(user)
    }

    for (const { index: step, key, sentence } of rehearseCall(call)) add(['then', step, key], sentence)
  }
  return problems
}

function rehearseCall({ from, to, ring, then = [] }: SoundCall) {
  if (then.length === 0) return []
  const cues = then.flatMap((step, index) => (step ? [{ ...toStep(step), index }] : []))
  cues.sort((one, other) => one.at - other.at)
  return rehearse({ from, to, ring: ring === undefined ? undefined : toMilliseconds(ring) }, cues)
}
