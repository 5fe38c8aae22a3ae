import type { ClientCase } from '../conformance/client/case.ts'
import type { Trial } from '../conformance/client/case-results.ts'
import type { NamedJournal } from '../conformance/client/standard.ts'
import { type Ask, createStage, type Outcome, type Stage } from './case-runner.ts'

/** Stages as many as there are cases at the same time, and what came of all of them. */
export interface Troupe {
  /** Plays a case on a stage that is free; waits where too many are busy. */
  play(one: ClientCase, ask: Ask, patience: number | undefined): Promise<Outcome>
  /** Resolves when no case is being played. */
  idle(): Promise<void>
  readonly trials: readonly Trial[]
  saveJournals(): readonly NamedJournal[]
  close(): Promise<void>
}

/** How many cases can be played at the same time. */
const mostStages = 8

/** How long a stage that nobody plays on keeps its port, in milliseconds: an open one keeps a process alive. */
const linger = 100

interface Place {
  readonly stage: Stage
  readonly run: number
  timer: ReturnType<typeof setTimeout> | undefined
}

/** Creates a troupe without any stage; `toAgain` is the line for a shell that shows a case again. */
export function createTroupe(toAgain: (one: ClientCase) => string): Troupe {
  const places: Place[] = []
  const free: Place[] = []
  const waiting: ((place: Place) => void)[] = []
  const trials = new Map<string, Trial>()
  const resting: (() => void)[] = []
  let busy = 0
  let isClosed = false

  const setPlace = (): Place => {
    const place: Place = { stage: createStage(), run: places.length, timer: undefined }
    places.push(place)
    return place
  }

  async function take(): Promise<Place> {
    const place = free.pop()
    if (place) {
      clearTimeout(place.timer)
      return place
    }
    if (busy < mostStages) return setPlace()
    return new Promise(resolve => waiting.push(resolve))
  }

  function give(place: Place): void {
    const next = waiting.shift()
    if (next) {
      next(place)
      return
    }
    place.timer = setTimeout(() => void place.stage.rest(), linger)
    free.push(place)
  }

  return {
    async play(one, ask, patience) {
      if (isClosed) throw new Error('The contract is closed: define another, or close it after its last case.')
      const taken = take()
      busy++
      const place = await taken
      const outcome = await place.stage.play(one, ask, patience)
      const { slip, entry, at } = outcome
      const { id, command } = one
      trials.set(`${id} ${command}`, { id, command, run: place.run, entry, at, slip, again: toAgain(one) })
      if (outcome.isGivenUp) {
        // Whoever never came back may still ask, and would ask within the next case.
        await place.stage.rest()
        const next = waiting.shift()
        next?.(setPlace())
      } else give(place)
      busy--
      if (busy === 0) for (const rest of resting.splice(0)) rest()
      return outcome
    },
    idle: () => (busy === 0 ? Promise.resolve() : new Promise(resolve => resting.push(resolve))),
    get trials() {
      return [...trials.values()]
    },
    saveJournals: () => places.map(({ stage }) => ({ journal: stage.saveJournal() })),
    async close() {
      isClosed = true
      for (const { timer } of places) clearTimeout(timer)
      await Promise.all(places.map(({ stage }) => stage.close()))
    },
  }
}
