import type { Came } from '../../conformance/client/cases/judge-outcome.ts'

/** Waits so many milliseconds for what comes of asking a client; then nobody waits any more, and the signal says so. */
export function within(patience: number, ask: (signal: AbortSignal) => Promise<Came>): Promise<Came> {
  const controller = new AbortController()
  return new Promise(resolve => {
    const timer = setTimeout(() => {
      resolve({ is: 'silence', after: patience })
      controller.abort()
    }, patience)
    const settle = (came: Came) => {
      clearTimeout(timer)
      resolve(came)
    }
    ask(controller.signal).then(settle, (error: unknown) =>
      settle({ is: 'broken', sentence: `It broke: ${String(error)}` }),
    )
  })
}
