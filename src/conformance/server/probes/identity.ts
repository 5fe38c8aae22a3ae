import type { Probe } from '../probe.ts'
import { type Stage, toSig } from '../stage.ts'
import { toPlain } from './query.ts'

const command = 'get_call_info'

/** Somebody who is no administrator. */
export const nobody = 'ringback-nobody'

/** Two days, in seconds: how long ago a UserSig was made that was good for one. */
const twoDays = 172_800

/** When a UserSig was made that expired a day ago, and how long it was good for. */
export const toPast = ({ began }: Stage) => ({ time: Math.floor(began / 1_000) - twoDays, expire: twoDays / 2 })

/** Another application than the one that is asked. */
export const toOtherApp = ({ sdkAppId }: Stage) => (sdkAppId === 1400000001 ? 1400000002 : 1400000001)

/** Each slip that a UserSig can have, alone. */
export const identityProbes = [
  {
    id: 'odd-usersig',
    sentence: 'usersig is no UserSig.',
    command,
    toDraft: stage => ({ ...toPlain(stage), userSig: { literal: 'ringback' } }),
  },
  {
    id: 'other-app',
    sentence: 'The UserSig was made for another application.',
    command,
    needsKey: true,
    toDraft: stage => ({ ...toPlain(stage), userSig: toSig(stage, { sdkAppId: toOtherApp(stage) }) }),
  },
  {
    id: 'other-user',
    sentence: "identifier is not the UserSig's.",
    command,
    toDraft: stage => {
      const plain = toPlain(stage)
      return { ...plain, query: { ...plain.query, identifier: nobody } }
    },
  },
  {
    id: 'wrong-key',
    sentence: 'The UserSig was made with another key.',
    command,
    toDraft: stage => ({ ...toPlain(stage), userSig: toSig(stage, { key: 'other' }) }),
  },
  {
    id: 'expired',
    sentence: 'The UserSig expired a day ago.',
    command,
    needsKey: true,
    toDraft: stage => ({ ...toPlain(stage), userSig: toSig(stage, toPast(stage)) }),
  },
  {
    id: 'no-administrator',
    sentence: 'Somebody asks who is no administrator, with a UserSig that is right.',
    command,
    needsKey: true,
    toDraft: stage => {
      const plain = toPlain(stage)
      const query = { ...plain.query, identifier: nobody }
      return { ...plain, query, userSig: toSig(stage, { identifier: nobody }) }
    },
  },
] as const satisfies readonly Probe[]
