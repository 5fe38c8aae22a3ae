import type { Switchboard } from '../emulator/switchboard.ts'

/** The longest a timer of Node's can wait. */
const longest = 2_147_483_647

/**
 * Wakes an emulator whose time passes by itself when something is due, so that those who watch see it happen. One timer
 * serves all calls. Gives the way to stop.
 */
export function keepAwake(switchboard: Switchboard): () => void {
  let timer: NodeJS.Timeout | undefined
  let isSettling = false
  const settle = () => {
    isSettling = false
    clearTimeout(timer)
    const now = switchboard.now()
    const due = switchboard.findNextDue()
    const { rate } = switchboard.clock
    if (due === undefined || rate === 0) return
    timer = setTimeout(settle, Math.min(longest, Math.max(1, Math.ceil((due - now) / rate)))).unref()
  }
  // A step that tells of something is still under way then; what it leads to is known when it is done.
  const unwatch = switchboard.watch(note => {
    if (isSettling || note.about === 'request') return
    isSettling = true
    queueMicrotask(settle)
  })
  settle()
  return () => {
    unwatch()
    clearTimeout(timer)
  }
}
