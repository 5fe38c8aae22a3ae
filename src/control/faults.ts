import type { EmulatorCore } from '../emulator/core.ts'
import type { Application, FaultDefinition } from '../emulator/state.ts'
import { describeFault } from '../faults/messages.ts'
import { explainIssues } from '../scenarios/messages.ts'
import { checkFault } from '../scenarios/validate.ts'
import { checkSameApp } from './apps.ts'
import { Problem, toProblem } from './problem.ts'

/** How often a fault's conditions were met, and how often it was applied. */
export interface FaultCounts {
  readonly matched: number
  readonly hit: number
}

/** A fault with its counts, over all applications and in each that it met. */
export interface FaultView extends FaultCounts {
  /** Such as `fault-1`. */
  readonly id: string
  /** What it does and how often it was applied, for people. */
  readonly sentence: string
  /** Whether it has been applied as often as its limit allows, in every application that it met. */
  readonly done: boolean
  /** When it acts, in milliseconds since its application began: `from` included, `until` excluded; null without an end. */
  readonly from: number
  readonly until: number | null
  /** The counts of each application in which its conditions were met, by SDKAppID or `unassigned`. */
  readonly apps: { readonly [name: string]: FaultCounts }
}

/** A fault with its counts in one application, or in all. */
export function toFaultView(core: EmulatorCore, { id, fault }: FaultDefinition, app?: Application): FaultView {
  const counts = (app ? [app] : [...core.listApps(), core.unassigned]).flatMap(({ name, faults }) => {
    const own = faults.find(one => one.id === id)
    return own && own.count.matched > 0 ? [[name, own.count] as const] : []
  })
  const sum = counts.reduce((all, [, { matched, hit }]) => ({ matched: all.matched + matched, hit: all.hit + hit }), {
    matched: 0,
    hit: 0,
  })
  return {
    id,
    sentence: describeFault(fault, sum),
    ...sum,
    from: fault.from,
    until: Number.isFinite(fault.until) ? fault.until : null,
    done: counts.length > 0 && counts.every(([, { hit }]) => hit >= fault.times),
    apps: Object.fromEntries(counts.map(([name, { matched, hit }]) => [name, { matched, hit }])),
  }
}

/** The faults that are armed; only those of one application if it is given. */
export const listFaults = (core: EmulatorCore, app?: Application): readonly FaultDefinition[] =>
  core.listFaults().filter(({ fault }) => !app || fault.app === undefined || fault.app === app.sdkAppId)

/** Arms a fault, written as in a scenario, for one application if it is given. Throws a Problem with every mistake. */
export function armFault(core: EmulatorCore, input: object, app?: Application): FaultDefinition {
  checkSameApp(app, 'app' in input ? input.app : undefined)
  const checked = checkFault(app ? { ...input, app: app.sdkAppId } : input)
  if ('fault' in checked) return core.armFault(checked.fault)
  throw toProblem(explainIssues(checked.issues))
}

/** Disarms a fault. Throws a Problem that names the armed ones. */
export function disarmFault(core: EmulatorCore, id: string): void {
  if (core.disarmFault(id)) return
  throw new Problem({ code: 'unknown-fault', id, known: core.listFaults().map(armed => armed.id) })
}

/** Disarms all faults, or those armed for one application only. Returns how many. */
export function disarmAllFaults(core: EmulatorCore, app?: Application): number {
  const own = core.listFaults().filter(({ fault }) => !app || fault.app === app.sdkAppId)
  for (const { id } of own) core.disarmFault(id)
  return own.length
}
