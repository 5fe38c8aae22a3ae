import type { Encounter, Notice } from '../intercept/connection-event.ts'
import { type Knob, knobs } from './interception.ts'

/** A way by which a client can come: led there by a knob, or because it was told the address. */
export type WayName = Knob | 'RINGBACK_URL'

/** What came by one way. */
export interface Way {
  readonly name: WayName
  readonly seen: readonly Encounter[]
}

/** The most encounters that are kept of each way. */
const most = 1_000

/** Watches every way there is, each by a listener of its own. */
export function createWatch(): { readonly ways: readonly Way[]; readonly notice: (name: WayName) => Notice } {
  const seen = new Map<WayName, Encounter[]>()
  for (const name of ['RINGBACK_URL', ...knobs] as const) seen.set(name, [])
  return {
    get ways() {
      return [...seen].map(([name, encounters]) => ({ name, seen: encounters }))
    },
    notice: name => encounter => {
      const list = seen.get(name)
      if (list && list.length < most) list.push(encounter)
    },
  }
}

/** How often something was seen. */
export const countSeen = ({ seen }: Way, what: Encounter['what']): number =>
  seen.filter(one => one.what === what).length
