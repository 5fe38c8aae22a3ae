import type { Came } from '../conformance/client/case-outcome.ts'

/** How long whoever hears the signal has to say what was broken, in milliseconds. */
const lastWord = 20

/**
 * Waits so many milliseconds for what comes of asking a client; then nobody waits any more, and the signal says so.
 * Whoever heeds it may still say that something was broken, which tells more than silence.
 */
export function within(patience: number, ask: (signal: AbortSignal) => Promise<Came>): Promise<Came> {
  const controller = new AbortController()
  return new Promise(resolve => {
    const silence: Came = { is: 'silence', after: patience }
    const timer = setTimeout(() => {
      controller.abort()
      setTimeout(() => resolve(silence), lastWord)
    }, patience)
    const settle = (came: Came) => {
      clearTimeout(timer)
      resolve(controller.signal.aborted && came.is !== 'broken' ? silence : came)
    }
    ask(controller.signal).then(settle, error => settle({ is: 'broken', sentence: `It broke: ${String(error)}` }))
  })
}
