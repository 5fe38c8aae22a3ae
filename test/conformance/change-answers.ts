import type { AnswerChange, ProbeAnswer, ProbeOutcome, ProbeRun } from '../../src/conformance/probe-runner.ts'
import { isRecord, parseJson } from '../../src/text/data.ts'

/** A run against a correct target, as it would have been against one that answers otherwise. */
export const changeAnswers = <Target, Template>(
  runs: readonly ProbeRun<Target, Template>[],
  change: AnswerChange,
): readonly ProbeRun<Target, Template>[] =>
  runs.map(run => {
    if (change.probes && !change.probes.includes(run.probe.id)) return run
    return { ...run, attempts: run.attempts.map(one => ({ ...one, outcome: changeOutcome(one.outcome, change) })) }
  })

function changeOutcome(outcome: ProbeOutcome, { only, unanswered, json, ...change }: AnswerChange): ProbeOutcome {
  if ('unanswered' in outcome) return outcome
  const parsed = parseJson(outcome.text)
  const isSuccess = isRecord(parsed) && parsed.ErrorCode === 0
  if (only !== undefined && isSuccess !== (only === 'success')) return outcome
  if (unanswered) return { unanswered }
  const headers = Object.entries({ ...outcome.headers, ...change.headers }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  const text = json && isRecord(parsed) ? JSON.stringify(changeJson(parsed, json)) : outcome.text
  return {
    text,
    ...change,
    status: change.status ?? outcome.status,
    headers: Object.fromEntries(headers),
  } satisfies ProbeAnswer
}

function changeJson(json: object, changes: NonNullable<AnswerChange['json']>): object {
  const changed = structuredClone(json)
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.')
    const parent = keys.slice(0, -1).reduce<object>((at, key) => Object(Reflect.get(at, key)), changed)
    Reflect.set(parent, keys.at(-1) ?? '', value)
  }
  return changed
}
