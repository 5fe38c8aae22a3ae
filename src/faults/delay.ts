import type { Delay } from './fault.ts'

/** The longest an answer or a callback is held back, in milliseconds, whatever a distribution draws. */
export const longestDelay = 600_000

/** How long this one answer or callback is held back, in milliseconds. `draw` gives numbers from 0 to 1, 1 not included. */
export function drawDelay(delay: Delay, draw: () => number): number {
  if (typeof delay === 'number') return delay
  if ('uniform' in delay) {
    const [least, most] = delay.uniform
    return Math.round(least + draw() * (most - least))
  }
  const { median, sigma } = delay.lognormal
  // Box and Muller: two even draws make one normal one. 1 - draw() keeps the logarithm finite.
  const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
  return Math.min(longestDelay, Math.round(median * Math.exp(sigma * normal)))
}
