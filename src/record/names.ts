import type { Room } from '../call/call.ts'
import { demoApp } from '../scenarios/plan.ts'

/** Stands in for everything that is somebody's: the same thing has the same name all through a recording. */
export interface Names {
  toUser(account: string): string
  toCall(app: number, id: string): string
  toRoom(room: Room): string | number
  toGroup(group: string): string
  toApp(sdkAppId: number): number
  toAdmin(app: number, identifier: string): string
  /** How many of each kind stand for something. */
  count(): Replaced
}

/** How much was replaced, by what it is. */
export interface Replaced {
  readonly accounts: number
  readonly calls: number
  readonly rooms: number
  readonly groups: number
  readonly applications: number
  readonly administrators: number
}

/** The most calls there are names for; far more than a scenario takes. */
const mostCalls = 0xffff_ffff

/** Starts to name things, each kind from 1 on, in the order in which they are asked for. */
export function createNames(): Names {
  const users = new Map<string, number>()
  const calls = new Map<string, number>()
  const rooms = new Map<string, number>()
  const groups = new Map<string, number>()
  const apps = new Map<string, number>()
  const admins = new Map<string, Map<string, number>>()
  return {
    toUser: account => `user${toNumber(users, account)}`,
    toCall(app, id) {
      const number = toNumber(calls, `${app}/${id}`) % mostCalls
      return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
    },
    toRoom({ id, kind }) {
      const number = toNumber(rooms, `${kind} ${id}`)
      return kind === 'number' ? number : `room-${number}`
    },
    toGroup: group => `group-${toNumber(groups, group)}`,
    toApp: sdkAppId => demoApp.sdkAppId + toNumber(apps, `${sdkAppId}`) - 1,
    toAdmin(app, identifier) {
      const own = admins.get(`${app}`) ?? new Map<string, number>()
      admins.set(`${app}`, own)
      const number = toNumber(own, identifier)
      return number === 1 ? demoApp.admins[0] : `${demoApp.admins[0]}${number}`
    },
    count: () => ({
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

/** The key of an application by its made-up id: the first has the demo application's, and none is worth anything. */
export const toKey = (app: number): string =>
  app === demoApp.sdkAppId ? demoApp.secretKey : `${demoApp.secretKey.slice(0, 48)}${`${app}`.padStart(16, '0')}`
