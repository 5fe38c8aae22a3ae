import { effect, type Signal, signal } from '@preact/signals'

/** A choice of the user that is kept in this browser, one of `values`; the first is the default. */
function createSetting<Value extends string>(name: string, values: readonly [Value, ...Value[]]): Signal<Value> {
  const kept = read(name)
  const setting = signal<Value>(values.find(value => value === kept) ?? values[0])
  effect(() => write(name, setting.value))
  return setting
}

// A browser may refuse storage, for example for a page from disk.

function read(name: string): string | null {
  try {
    return localStorage.getItem(`ringback.${name}`)
  } catch {
    return null
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(`ringback.${name}`, value)
  } catch {
    // The choice holds for this page.
  }
}

/** The colours: those of the system, or light or dark. */
export const theme = createSetting('theme', ['system', 'light', 'dark'])

/** The zone in which times are shown. */
export const zone = createSetting('zone', ['utc', 'local'])

/** Whether idle time on the timeline is folded. */
export const folding = createSetting('fold', ['on', 'off'])

/** Whether single keys such as `n` are shortcuts. */
export const shortcuts = createSetting('shortcuts', ['on', 'off'])

effect(() => {
  const { documentElement: root } = document
  if (theme.value === 'system') root.removeAttribute('data-theme')
  else root.setAttribute('data-theme', theme.value)
})
