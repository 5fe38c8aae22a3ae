import { type DeliveryResult, tooSlow } from '../../emulator/callbacks/delivery-result.ts'
import { formatValue } from '../../text/format.ts'

/** What came of a callback: the receiver took it, refused it, answered too late, or did not answer at all. */
export type Reading = 'taken' | 'refused' | 'slow' | 'broken'

/** How an outcome is read: refused is any status but 200, ActionStatus FAIL, or an ErrorCode that is not 0. */
export function toReading(outcome: DeliveryResult): Reading {
  if ('unanswered' in outcome) return outcome.unanswered === tooSlow ? 'slow' : 'broken'
  if (outcome.status !== 200) return 'refused'
  const answer = parseAnswer(outcome.text)
  if (typeof answer !== 'object' || answer === null) return 'taken'
  const isRefused =
    Reflect.get(answer, 'ActionStatus') === 'FAIL' || Number(Reflect.get(answer, 'ErrorCode') ?? 0) !== 0
  return isRefused ? 'refused' : 'taken'
}

/** An answer's JSON; undefined if it is none. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What came of a callback, as a sentence. */
export function explainOutcome(outcome: DeliveryResult): string {
  if ('unanswered' in outcome) return outcome.unanswered
  const answer = parseAnswer(outcome.text)
  const said = outcome.text === '' ? 'nothing' : formatValue(answer === undefined ? outcome.text : answer)
  return `It answered with HTTP status ${outcome.status} and ${said}.`
}
