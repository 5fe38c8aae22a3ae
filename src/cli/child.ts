import { constants } from 'node:os'
import { type ChildOptions, type Ended, echo, startChild } from './start-child.ts'

export { explainNoChild } from './start-child.ts'

/** Signals that are for a command as much as for this process. */
export const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command to its end, with the three streams of this process and no shell between. Signals of this process go to
 * it and to whatever it has started; a second one kills. Nothing of it is left afterwards, where it has a group of its
 * own. Throws an Exit if it cannot be started. From then on signals don't end this process, unless they are repeated
 * when the command has ended.
 */
export async function runChild(command: readonly string[], options: Omit<ChildOptions, 'onOutput'>): Promise<Ended> {
  const child = startChild(command, options)
  for (const signal of passedOn) process.on(signal, child.stop)
  process.once('exit', child.kill)
  try {
    return await child.ended
  } finally {
    process.off('exit', child.kill)
    for (const signal of passedOn) process.on(signal, createLastWord()).off(signal, child.stop)
  }
}

/** What comes now is a report, which takes no time; whoever has none is heard the second time. */
export function createLastWord(): (signal: NodeJS.Signals) => void {
  let first: number | undefined
  return signal => {
    first ??= Date.now()
    if (Date.now() - first > echo) process.exit(toSignalCode(signal))
  }
}

/** What a process ends with by the habit of shells, if a signal ended it. */
export const toSignalCode = (signal: NodeJS.Signals): number => 128 + constants.signals[signal]
