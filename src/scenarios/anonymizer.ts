import type { Room } from '../call/call.ts'
import { demoApp } from './demo-app.ts'
import type { ScenarioInput, StepInput } from './schema.ts'

/** Replaces real names: the same name is replaced by the same invented one throughout a recording. */
export type Anonymizer = ReturnType<typeof createAnonymizer>

/** How many names were replaced, by kind. */
export interface Replaced {
  readonly accounts: number
  readonly calls: number
  readonly rooms: number
  readonly groups: number
  readonly applications: number
  readonly administrators: number
}

/** The most calls with distinct names; far more than fit into a scenario. */
const mostCalls = 0xffff_ffff

/** Creates an anonymizer, which numbers each kind from 1 in the order of use. */
export function createAnonymizer() {
  const users = new Map<string, number>()
  const calls = new Map<string, number>()
  const rooms = new Map<string, number>()
  const groups = new Map<string, number>()
  const apps = new Map<string, number>()
  const admins = new Map<string, Map<string, number>>()
  return {
    toUser: (account: string) => `user${toNumber(users, account)}`,
    toCall(app: number, id: string): string {
      const number = toNumber(calls, `${app}/${id}`) % mostCalls
      return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
    },
    toRoom({ id, kind }: Room): string | number {
      const number = toNumber(rooms, `${kind} ${id}`)
      return kind === 'number' ? number : `room-${number}`
    },
    toGroup: (group: string) => `group-${toNumber(groups, group)}`,
    toApp: (sdkAppId: number) => demoApp.sdkAppId + toNumber(apps, `${sdkAppId}`) - 1,
    toAdmin(app: number, identifier: string): string {
      const own = admins.get(`${app}`) ?? new Map<string, number>()
      admins.set(`${app}`, own)
      const number = toNumber(own, identifier)
      return number === 1 ? demoApp.admins[0] : `${demoApp.admins[0]}${number}`
    },
    /** How many names of each kind were replaced. */
    count: (): Replaced => ({
      accounts: users.size,
      calls: calls.size,
      rooms: rooms.size,
      groups: groups.size,
      applications: apps.size,
      administrators: [...admins.values()].reduce((sum, own) => sum + own.size, 0),
    }),
  }
}

function toNumber(known: Map<string, number>, name: string): number {
  const number = known.get(name) ?? known.size + 1
  known.set(name, number)
  return number
}

/** The secret key of an application by its invented id; the first has the demo application's. */
export const toKey = (app: number): string =>
  app === demoApp.sdkAppId ? demoApp.secretKey : `${demoApp.secretKey.slice(0, 48)}${`${app}`.padStart(16, '0')}`

/** A scenario with invented accounts, ids, rooms, groups, applications, keys and callback URLs; names and descriptions stay. */
export function anonymizeScenario(scenario: ScenarioInput): ScenarioInput {
  const names = createAnonymizer()
  const { apps, calls, faults, ...rest } = scenario
  const first = apps?.[0]?.sdkAppId ?? demoApp.sdkAppId
  const toUsers = (accounts: readonly string[]) => accounts.map(names.toUser)
  const toStep = (step: StepInput): StepInput => {
    if ('user' in step) return { ...step, user: names.toUser(step.user) }
    return 'users' in step ? { ...step, users: toUsers(step.users) } : step
  }
  return {
    ...rest,
    ...(apps && {
      apps: apps.map(({ sdkAppId, admins, callback, secretKey: _, ...app }) => ({
        ...app,
        sdkAppId: names.toApp(sdkAppId),
        secretKey: toKey(names.toApp(sdkAppId)),
        admins: admins.map(admin => names.toAdmin(sdkAppId, admin)),
        ...(callback && {
          callback: {
            ...callback,
            ...(callback.url === undefined ? {} : { url: 'http://127.0.0.1:3000/callback' }),
            ...(callback.token === undefined ? {} : { token: 'a-token' }),
          },
        }),
      })),
    }),
    ...(calls && {
      calls: calls.map(({ id, app, from, to, room, group, then, ...call }) => ({
        ...(id === undefined ? {} : { id: names.toCall(app ?? first, id) }),
        ...(app === undefined ? {} : { app: names.toApp(app) }),
        ...call,
        from: names.toUser(from),
        to: toUsers(to),
        ...(room === undefined
          ? {}
          : { room: names.toRoom({ id: `${room}`, kind: typeof room === 'number' ? 'number' : 'text' }) }),
        ...(group === undefined ? {} : { group: names.toGroup(group) }),
        ...(then && { then: then.map(toStep) }),
      })),
    }),
    ...(faults && {
      faults: faults.map(({ app, call, identifier, ...fault }) => ({
        ...fault,
        ...(app === undefined ? {} : { app: names.toApp(app) }),
        ...(call === undefined ? {} : { call: names.toCall(app ?? first, call) }),
        ...(identifier === undefined ? {} : { identifier: names.toAdmin(app ?? first, identifier) }),
      })),
    }),
  }
}
