import type { CallInput, StepInput } from '../scenarios/input.ts'
import type { Done } from './act.ts'
import type { Life } from './life.ts'
import type { Names } from './names.ts'
import type { Story } from './story.ts'
import { toWrittenTime } from './written-time.ts'

/** A call as a scenario writes it, nobody's name in it; `beginning` is the scenario's, `app` its first application. */
export function toCallInput(story: Story, names: Names, beginning: number, app: number | undefined): CallInput {
  const { life, startedAt, act, to } = story
  const { caller, ring } = act.call
  const group = toGroup(life)
  return {
    id: names.toCall(life.app, life.id),
    ...(life.app === app ? {} : { app: names.toApp(life.app) }),
    at: toWrittenTime(startedAt - beginning),
    from: names.toUser(caller),
    to: to.map(names.toUser),
    media: life.media,
    ...(life.room ? { room: names.toRoom(life.room) } : {}),
    ...(group === undefined ? {} : { group: names.toGroup(group) }),
    ring: ring === Number.POSITIVE_INFINITY ? 'never' : toWrittenTime(ring),
    ...(act.done.length > 0 ? { then: act.done.map(done => toStep(done, names, startedAt)) } : {}),
  }
}

/** A call of two that is said to be one of several has a group, which nobody has shown. */
function toGroup({ app, id, group, record }: Life): string | undefined {
  if (group !== undefined) return group === '' ? undefined : `${app}/${group}`
  return record && !record.isSingle && record.everyone.length === 2 ? `\u0000${app}/${id}` : undefined
}

function toStep({ at: moment, command }: Done, names: Names, startedAt: number): StepInput {
  const at = toWrittenTime(moment - startedAt)
  if ('user' in command) return { at, user: names.toUser(command.user), does: command.does }
  if ('users' in command) return { at, users: command.users.map(names.toUser), does: command.does }
  return { at, does: command.does }
}
