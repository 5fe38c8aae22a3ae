import { createLastWord, passedOn } from './child.ts'
import type { Child } from './start-child.ts'

/** Commands that run side by side, and end together where this process is told to stop. */
export interface Crew {
  /** The signal that has told it to stop, if one has. */
  readonly stoppedBy: NodeJS.Signals | undefined
  /** Takes a command in that has been started. Gives how to let it go. */
  add(child: Child): () => void
  /** Signals end this process again, if they are repeated. */
  disband(): void
}

/** From now on signals of this process go to the commands of a crew; a second one kills, and nothing of them outlives it. */
export function createCrew(): Crew {
  const children = new Set<Child>()
  let stoppedBy: NodeJS.Signals | undefined
  const stop = (signal: NodeJS.Signals) => {
    stoppedBy ??= signal
    for (const child of children) child.stop(signal)
  }
  const kill = () => {
    for (const child of children) child.kill()
  }
  // What each emulator leaves to the end of this process may be a listener for each.
  process.setMaxListeners(0)
  for (const signal of passedOn) process.on(signal, stop)
  process.once('exit', kill)
  return {
    get stoppedBy() {
      return stoppedBy
    },
    add(child) {
      children.add(child)
      if (stoppedBy) child.stop(stoppedBy)
      return () => void children.delete(child)
    },
    disband() {
      process.off('exit', kill)
      for (const signal of passedOn) process.on(signal, createLastWord()).off(signal, stop)
    },
  }
}

/** Does something with each item in order, so many at a time, until `isOver`. Rejects with the first error, when all have ended. */
export async function sideBySide<Item>(
  items: readonly Item[],
  { jobs, isOver }: { readonly jobs: number; isOver(): boolean },
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0
  let isBroken = false
  const one = async () => {
    while (next < items.length && !isBroken && !isOver()) {
      const item = items[next++]
      if (item === undefined) return
      await work(item).catch(error => {
        isBroken = true
        throw error
      })
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(jobs, items.length) }, one))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
