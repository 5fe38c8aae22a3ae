import { explainLead, soon, toCount } from '../record/explain-recording.ts'
import type { RecordingFacts } from '../record/recording-facts.ts'
import { formatList } from '../text/quote.ts'
import { colours } from './print.ts'

/** What was recorded, what stands in for what, and how it is played, as lines. */
export function tellRecording(facts: RecordingFacts, file: string, total: number): readonly string[] {
  const { exchanges, calls, faults, own, leftOut, untold, lead, isLenient, replaced } = facts
  const { bold, yellow } = colours
  const counts = Object.entries(replaced).flatMap(([kind, count]) =>
    count > 0 ? [toCount(count, kind.slice(0, -1))] : [],
  )
  return [
    `${bold(file)}: ${toCount(calls, 'call')} and ${toCount(faults, 'fault')} of ${toCount(exchanges, 'exchange')}. It is played by`,
    `  ringback start --scenario ${file}${isLenient ? ' --validation lenient' : ''}`,
    `Made-up names stand for ${formatList(counts, 'and') || 'nothing'}; keys, texts and addresses are left out.`,
    ...(exchanges < total
      ? [yellow(`Only the first ${exchanges} of ${total} exchanges are in it: --journal takes more.`)]
      : []),
    ...(own > 0 ? [`${toCount(own, 'call')} that the client started itself are left to it.`] : []),
    ...(leftOut > 0 ? [yellow(`${toCount(leftOut, 'call')} had no place in it.`)] : []),
    ...(untold > 0 ? [yellow(`What went wrong at ${toCount(untold, 'exchange')} no fault can repeat.`)] : []),
    ...(lead >= soon ? [explainLead(lead)] : []),
  ]
}
