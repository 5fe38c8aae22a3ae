import type { CallAction } from '../../call/call.ts'
import { toFault } from '../../faults/fault.ts'
import type { AppPlan, CallPlan, ScenarioPlan, StepPlan } from '../../scenarios/plan.ts'
import type { CallbackSettings } from '../callbacks/outgoing-callback.ts'
import { fromLasting, type SavedCallPlan, type SavedPlan, toLasting, type Whole } from './snapshot.ts'

/** A plan as it is saved: always with the same keys in the same order, so that the same state is the same text. */
export function toSavedPlan({ source, name, description, seed, start, apps, calls, faults }: ScenarioPlan): SavedPlan {
  return {
    source,
    name,
    description,
    seed,
    start,
    apps: apps.map(toSavedAppPlan),
    calls: calls.map(toSavedCallPlan),
    faults: faults.map(({ source }) => source),
  } satisfies Whole<SavedPlan>
}

/** The plan that was saved. */
export const fromSavedPlan = (saved: SavedPlan): ScenarioPlan => ({
  ...saved,
  calls: saved.calls.map(({ ring, ...call }) => ({
    ...call,
    ring: ring === undefined ? undefined : fromLasting(ring),
  })),
  generate: [],
  faults: saved.faults.map(toFault),
})

/** An application's plan as it is saved. */
export function toSavedAppPlan({ sdkAppId, secretKey, admins, callback, rateLimit }: AppPlan): AppPlan {
  return {
    sdkAppId,
    secretKey,
    admins,
    callback: callback && toSavedCallbackPlan(callback),
    rateLimit,
  } satisfies Whole<AppPlan>
}

function toSavedCallbackPlan({ url, commands, token, retries }: NonNullable<AppPlan['callback']>) {
  return { url, commands, token, retries } satisfies Whole<NonNullable<AppPlan['callback']>>
}

/** Where callbacks go, as it is saved. */
export const toSavedCallback = ({ url, commands }: CallbackSettings): Whole<CallbackSettings> => ({ url, commands })

function toSavedCallPlan({ id, app, at, from, to, media, room, group, ring, then }: CallPlan): SavedCallPlan {
  return {
    id,
    app,
    at,
    from,
    to,
    media,
    room: room && { id: room.id, kind: room.kind },
    group,
    ring: ring === undefined ? undefined : toLasting(ring),
    then: then.map(toSavedStep),
  } satisfies Whole<SavedCallPlan>
}

const toSavedStep = ({ at, action }: StepPlan): Whole<StepPlan> => ({ at, action: toSavedCommand(action) })

/** A command as it is saved. */
export function toSavedCommand(command: CallAction): CallAction {
  if ('user' in command) return { does: command.does, user: command.user }
  if ('users' in command) return { does: command.does, users: command.users }
  return { does: command.does }
}
