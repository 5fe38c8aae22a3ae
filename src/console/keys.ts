import { useEffect, useRef } from 'preact/hooks'
import { shortcuts } from './settings.ts'

/** A shortcut: one key such as `j` or `Escape`, or two such as `g t`, with what it does in a few words. */
export interface Shortcut {
  readonly keys: string
  readonly does: string
  /** The heading it stands under in the help. */
  readonly group?: string
  /** Whether it works without the setting for single keys: Escape and combinations with Ctrl do. */
  readonly run: (event: KeyboardEvent) => void
}

const active: Shortcut[] = []

/** How long the second key of two may take, in milliseconds. */
const pairTime = 1_200

let first = ''
let firstAt = 0

/**
 * Registers shortcuts while a component is shown. Later ones go before earlier ones with the same keys. A shortcut runs what the
 * latest rendering gave it, so that fast keys do not act on an earlier selection.
 */
export function useShortcuts(list: readonly Shortcut[]): void {
  const latest = useRef(list)
  latest.current = list
  useEffect(() => {
    const registered = list.map((one, index) => ({
      ...one,
      run: (event: KeyboardEvent) => (latest.current[index] ?? one).run(event),
    }))
    active.unshift(...registered)
    return () => {
      for (const one of registered) active.splice(active.indexOf(one), 1)
    }
  }, [list.map(({ keys, does }) => `${keys} ${does}`).join()])
}

/** The shortcuts that work now, each pair of keys once. */
export function listShortcuts(): readonly Shortcut[] {
  const seen = new Set<string>()
  return active.filter(({ keys, does }) => {
    const isNew = !seen.has(keys + does)
    seen.add(keys + does)
    return isNew
  })
}

/** Whether an element takes text, so that keys belong to it. */
const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.matches('input:not([type=checkbox], [type=radio]), textarea, select') || target.isContentEditable)

addEventListener('keydown', event => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
  if (isField(event.target)) return
  if (shortcuts.value === 'off' && event.key !== 'Escape') return
  // A button or a link uses these keys itself.
  const isControl = event.target instanceof Element && event.target.closest('button, a, summary, [role=tab]') !== null
  if (isControl && (event.key === 'Enter' || event.key === ' ')) return
  // Nothing behind an open dialog reacts; the dialog closes on Escape itself.
  if (document.querySelector('dialog[open]')) return
  const key = event.key === ' ' ? 'Space' : event.key
  const pair = performance.now() - firstAt < pairTime ? `${first} ${key}` : ''
  const found = active.find(({ keys }) => keys === pair) ?? active.find(({ keys }) => keys === key)
  if (found) {
    event.preventDefault()
    first = ''
    found.run(event)
    return
  }
  first = key
  firstAt = performance.now()
})
