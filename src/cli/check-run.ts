import { createStage, type Service, type Stage } from '../case-runner/stage.ts'
import type { ClientCase } from '../conformance/client/case.ts'
import type { Trial } from '../conformance/client/case-results.ts'
import type { NamedJournal } from '../conformance/client/standard.ts'
import { type AdapterProcess, startAdapter } from './check-adapter.ts'

/** How cases are played at an adapter. */
export interface CheckPlan {
  readonly command: readonly string[]
  /** Every ask that there is, as adapters spell it. */
  readonly asks: readonly string[]
  /** The cases that are meant, of what an adapter can do. */
  toCases(can: readonly string[]): readonly ClientCase[]
  /** How many processes there are at the same time. */
  readonly jobs: number
  readonly patience: number | undefined
  /** A line for a shell that shows a case again. */
  toAgain(one: ClientCase): string
}

/** What came of all cases. */
export interface Checked {
  readonly can: readonly string[]
  readonly trials: readonly Trial[]
  readonly journals: readonly NamedJournal[]
  /** How many cases were left out, since the adapter had to be started again too often. */
  readonly leftOut: number
}

/** How often adapters are started again at most, all in all. */
export const mostRestarts = 20

/** So many quick cases are worth a process of their own. */
const worthOne = 40

interface Lane {
  readonly stage: Stage
  readonly service: Service
  adapter: AdapterProcess | undefined
}

/**
 * Plays cases, each lane of them with a process and an emulator of its own. Rejects with an AdapterError where the first
 * process could not be made to speak; `onCases` hears how many cases there are before they begin.
 */
export async function playCases(plan: CheckPlan, onCases: (count: number) => void): Promise<Checked> {
  const lanes: Lane[] = []
  const trials: Trial[] = []
  let restarts = 0

  const openLane = async (): Promise<Lane> => {
    const stage = createStage()
    const service = await stage.open()
    const lane: Lane = { stage, service, adapter: undefined }
    lanes.push(lane)
    return lane
  }

  async function playOn(lane: Lane, queue: ClientCase[]): Promise<void> {
    const run = lanes.indexOf(lane)
    let hasBegun = lane.adapter !== undefined
    while (queue.length > 0) {
      const isThere = lane.adapter && !lane.adapter.isOver
      if (!isThere && hasBegun && ++restarts > mostRestarts) return
      const one = queue.shift()
      if (!one) return
      hasBegun = true
      const { slip, entry, at } = await lane.stage.play(
        one,
        async question => {
          try {
            if (!lane.adapter || lane.adapter.isOver) {
              lane.adapter = undefined
              lane.adapter = await startAdapter(plan.command, lane.service, plan.asks)
            }
            return await lane.adapter.ask(question)
          } catch (error) {
            return { is: 'broken', sentence: error instanceof Error ? error.message : String(error) }
          }
        },
        plan.patience,
      )
      trials.push({ id: one.id, command: one.command, run, entry, at, slip, again: plan.toAgain(one) })
    }
  }

  try {
    const first = await openLane()
    first.adapter = await startAdapter(plan.command, first.service, plan.asks)
    const { can } = first.adapter
    const cases = plan.toCases(can)
    onCases(cases.length)
    const slow = cases.filter(({ isSlow }) => isSlow)
    const quick = cases.filter(({ isSlow }) => !isSlow)
    const queue = [...slow, ...quick]
    const count = Math.min(plan.jobs, slow.length + Math.ceil(quick.length / worthOne))
    const others = await Promise.all(Array.from({ length: Math.max(0, count - 1) }, openLane))
    await Promise.all([first, ...others].map(lane => playOn(lane, queue)))
    return {
      can,
      trials: trials.toSorted((one, other) => toPlace(cases, one) - toPlace(cases, other)),
      journals: lanes.map(({ stage }) => ({ journal: stage.saveJournal() })),
      leftOut: queue.length,
    }
  } finally {
    await Promise.all(lanes.map(({ adapter }) => adapter?.close()))
    await Promise.all(lanes.map(({ stage }) => stage.close()))
  }
}

const toPlace = (cases: readonly ClientCase[], trial: Trial) =>
  cases.findIndex(({ id, command }) => id === trial.id && command === trial.command)
