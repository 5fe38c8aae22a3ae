import { effect, signal } from '@preact/signals'
import { clockRate, connection, wallNow } from './store.ts'

/** Real milliseconds between two ticks of the shown clock; the timeline asks for more where that can be seen. */
export const tickInterval = signal(100)

const wantsLess = matchMedia('(prefers-reduced-motion: reduce)')

let isTicking = false

/** Lets the shown time pass while the clock of the application runs. */
export function startTicking(): void {
  effect(() => {
    const runs = clockRate.value > 0 && connection.value.state === 'live'
    if (runs && !isTicking) tick()
    isTicking = runs
  })
}

function tick(): void {
  wallNow.value = Date.now()
  setTimeout(() => requestAnimationFrame(() => isTicking && tick()), wantsLess.matches ? 500 : tickInterval.value - 10)
}
