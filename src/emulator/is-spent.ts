import type { Due, State } from './state.ts'

/** Whether nothing can come of something due any more: its call, its application or its callback is over and done with. */
export function isSpent(state: State, due: Due): boolean {
  switch (due.kind) {
    case 'open':
      return state.apps.get(due.plan.app) !== due.app
    case 'callback':
      return due.delivery.state !== 'waiting' && due.delivery.state !== 'sending'
    default:
      return due.held.isGone
  }
}
