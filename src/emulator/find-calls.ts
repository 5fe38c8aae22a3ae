import type { HeldCall, State } from './state.ts'

/** Live and ended calls of all applications, in the order in which they began. */
export const listCalls = ({ apps }: State): HeldCall[] =>
  [...apps.values()]
    .flatMap(app => [...app.calls.values()])
    .sort((one, other) => one.call.startedAt - other.call.startedAt)

/** How many calls are live. */
export const countLive = ({ apps }: State): number => [...apps.values()].reduce((sum, app) => sum + app.live, 0)

/** A call by its id, in one application or in the first that has it. */
export function findCall({ apps }: State, id: string, sdkAppId?: number): HeldCall | undefined {
  for (const app of apps.values()) {
    const held = sdkAppId === undefined || app.sdkAppId === sdkAppId ? app.calls.get(id) : undefined
    if (held) return held
  }
  return undefined
}
