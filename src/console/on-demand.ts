import { computed, effect, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { request, send } from './api.ts'
import { runIndex } from './router.ts'
import type { Answer, Exchange } from './run.ts'
import { allExchanges, connection, report, source } from './store.ts'

// What is loaded only while a view shows it.

/** The answer of `GET explain/{id}`; a saved run has neither passed checks nor what the exchange itself contains. */
export type Explanation = Pick<Answer<'Explanation'>, 'summary' | 'decidedBy' | 'checks'> &
  Partial<Pick<Answer<'Explanation'>, 'call' | 'error' | 'userSig'>>

/** One finding of the report with the rule that it violates. */
export interface RuleFinding {
  readonly rule: Answer<'Report'>['results'][number]
  readonly finding: Answer<'Report'>['results'][number]['findings'][number]
}

/** The findings of the report by the position of their request. */
export const findings = computed(() => {
  const byPosition = new Map<number, RuleFinding[]>()
  for (const rule of report.value?.results ?? []) {
    for (const finding of [...rule.findings, ...rule.knownFindings]) {
      if (finding.position === null || (finding.run ?? 0) !== runIndex.value) continue
      const list = byPosition.get(finding.position)
      if (list) list.push({ rule, finding })
      else byPosition.set(finding.position, [{ rule, finding }])
    }
  }
  return byPosition
})

/** How many views show the report. */
const viewers = signal(0)

/** The exchange up to which the report was made. */
let reportedTo: Exchange | undefined
let timer: ReturnType<typeof setTimeout> | undefined

/** The shortest time between two reports, in milliseconds; a report that takes long is made less often. */
const shortestPause = 1_000

effect(() => {
  const latest = allExchanges.value.at(-1)
  const isDue = viewers.value > 0 && connection.value.state === 'live'
  if (!isDue || timer !== undefined || (report.peek() && latest === reportedTo)) return
  void loadReport()
})

async function loadReport(): Promise<void> {
  const started = performance.now()
  reportedTo = allExchanges.peek().at(-1)
  // Set before anything else is awaited, so that the effect starts no second one.
  timer = setTimeout(() => {}, 0)
  try {
    report.value = await request('Report', 'report')
  } catch {
    // The next request tries again.
  }
  timer = setTimeout(
    () => {
      timer = undefined
      if (viewers.peek() > 0 && allExchanges.peek().at(-1) !== reportedTo) void loadReport()
    },
    Math.max(shortestPause, 4 * (performance.now() - started)),
  )
}

/** Keeps the report current while a component is shown. */
export function useReport(): void {
  useEffect(() => {
    viewers.value++
    return () => void viewers.value--
  }, [])
}

const explanations = signal<ReadonlyMap<string, Explanation>>(new Map())

/** How many explanations are kept. */
const mostKept = 200

/** Keeps explanations that are there without a request, as in a saved run. */
export function keepExplanations(all: Iterable<readonly [exchange: string, Explanation]>): void {
  explanations.value = new Map(all)
}

/** Why an exchange was answered as it was; undefined until it is loaded. */
export function useExplanation({ id, position }: Exchange): Explanation | undefined {
  const key = `${id} ${position}`
  const known = explanations.value.get(key) ?? explanations.value.get(id)
  const isLive = connection.value.state === 'live'
  useEffect(() => {
    if (known || source.value === 'saved' || !isLive) return
    request('Explanation', `explain/${position}`)
      .then(found => {
        explanations.value = new Map([...[...explanations.value].slice(-mostKept), [key, found]])
      })
      .catch(() => {})
  }, [key, isLive])
  return known
}

/** Loads an answer of the admin API as text. */
export const loadText = async (path: string): Promise<string> => (await send(path)).text()
