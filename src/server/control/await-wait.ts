import type { Switchboard } from '../../emulator/switchboard.ts'
import type { Lookout } from './await-lookout.ts'

/** How a wait ends: with what it was for, because it took too long, or because nobody is there any more. */
export type WaitEnd = 'found' | 'late' | 'closing' | 'left'

/** What ends a wait before its time. */
export interface Interruptions {
  /** The emulator closes. */
  readonly closing: AbortSignal
  /** Whoever asked has gone. */
  readonly left: AbortSignal
}

/** The shortest pause between two looks at the clock, in real milliseconds. */
const pause = 20

/** The longest a timer can wait, in milliseconds. */
const longestPause = 2_147_483_647

/** Waits until a lookout has so many, for so many real milliseconds at most. Meanwhile everything goes on. */
export function waitFor(
  switchboard: Switchboard,
  lookout: Lookout,
  count: number,
  within: number,
  { closing, left }: Interruptions,
): Promise<WaitEnd> {
  return new Promise(resolve => {
    let isOver = false
    let isSoon = false
    let turn: ReturnType<typeof setTimeout> | undefined
    const end = (how: WaitEnd) => {
      isOver = true
      unwatch()
      clearTimeout(turn)
      clearTimeout(timer)
      closing.removeEventListener('abort', close)
      left.removeEventListener('abort', leave)
      resolve(how)
    }
    const close = () => end('closing')
    const leave = () => end('left')
    /** Time that passes by itself does so only if somebody looks at the clock. */
    const play = () => {
      const now = switchboard.now()
      clearTimeout(turn)
      isSoon = false
      const due = switchboard.findNextDue()
      const { rate } = switchboard.clock
      if (isOver || due === undefined || rate === 0) return
      turn = setTimeout(play, Math.min(longestPause, Math.max(pause, Math.ceil((due - now) / rate))))
    }
    const unwatch = switchboard.watch(note => {
      lookout.hear(note)
      if (lookout.size >= count) return end('found')
      // What it leads to, and when, is known when it is done.
      if (isSoon || note.about === 'request') return
      isSoon = true
      clearTimeout(turn)
      turn = setTimeout(play, pause)
    })
    const timer = setTimeout(() => {
      switchboard.now()
      if (!isOver) end('late')
    }, within)
    closing.addEventListener('abort', close)
    left.addEventListener('abort', leave)
    if (lookout.size >= count) end('found')
    else if (closing.aborted) close()
    else if (left.aborted) leave()
    else play()
  })
}
