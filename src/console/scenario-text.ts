import { effect, signal } from '@preact/signals'
import { ApiError, request, send } from './api.ts'
import type { Answer } from './run.ts'
import { connection } from './store.ts'

// The scenario in the editor stays while one looks at other views.

/** The text in the editor. */
export const scenarioText = signal('')

/** The text that was opened, and its name; the editor is changed if its text differs. */
export const openedScenario = signal<{ readonly name: string; readonly text: string }>({ name: '', text: '' })

/** A mistake in a scenario. */
export type ScenarioIssue = Pick<Answer<'Validation'>['issues'][number], 'message' | 'line' | 'column'>

/** The mistakes in the text, as of the last check; undefined while it is being checked. */
export const scenarioIssues = signal<readonly ScenarioIssue[] | undefined>([])

/** How long one must not type before the text is checked, in milliseconds. */
const pause = 250

let timer: ReturnType<typeof setTimeout> | undefined
let checking: AbortController | undefined

effect(() => {
  const text = scenarioText.value
  const isLive = connection.value.state === 'live'
  clearTimeout(timer)
  checking?.abort()
  if (text.trim() === '' || !isLive) {
    scenarioIssues.value = []
    return
  }
  scenarioIssues.value = undefined
  timer = setTimeout(() => void check(text), pause)
})

async function check(text: string): Promise<void> {
  checking = new AbortController()
  try {
    const { issues } = await request('Validation', 'scenario/validate', {
      method: 'POST',
      body: text,
      type: 'application/yaml',
      signal: checking.signal,
    })
    scenarioIssues.value = issues
  } catch (error) {
    if (error instanceof ApiError) scenarioIssues.value = [error]
  }
}

/** Opens a scenario in the editor: one of the library, or the running one with all that was done by hand. */
export async function openScenario(
  source: { readonly library: string } | { readonly recorded: 'as-is' | 'anonymized' },
): Promise<void> {
  const isLibrary = 'library' in source
  const path = isLibrary ? `scenarios/${encodeURIComponent(source.library)}` : 'scenario/recorded'
  const query = isLibrary || source.recorded === 'as-is' ? {} : { anonymize: true }
  const text = await (await send(path, { query })).text()
  openedScenario.value = { name: isLibrary ? source.library : 'Running scenario', text }
  scenarioText.value = text
}
