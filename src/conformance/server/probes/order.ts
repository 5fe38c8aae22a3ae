import type { ErrorName } from '../../../contracts/errors.ts'
import type { Probe } from '../probe.ts'
import { type Draft, type Stage, toSig } from '../stage.ts'
import { nobody, toOtherApp, toPast } from './identity.ts'
import { toPlain } from './query.ts'

/** A probe with a slip and others that are looked at later, and what tells that the first is refused as it should be. */
export interface OrderProbe extends Probe {
  readonly wanted: ErrorName
  /** The probe with the first slip alone. */
  readonly alone: string
}

const command = 'get_call_info'

/** A request with nothing in its query but these, and no body. */
const bare = (stage: Stage, query: Draft['query'] = {}): Draft => ({
  ...toPlain(stage),
  query,
  userSig: undefined,
  body: '',
})

/** A request without a body whose UserSig is another one. */
const signed = (stage: Stage, userSig: Draft['userSig'], identifier?: string): Draft => {
  const plain = toPlain(stage)
  const query = identifier === undefined ? plain.query : { ...plain.query, identifier }
  return { ...plain, query, userSig, body: '' }
}

const unknown = '/v4/call_engine_http_srv/ringback_no_such_command'

/** Each slip with some that come later in the service's order. */
export const orderProbes = [
  {
    id: 'order-command',
    sentence: 'The command is unknown, and there is no query.',
    wanted: 'ServiceTimeout',
    alone: 'unknown-command',
    toDraft: stage => ({ ...bare(stage), path: unknown }),
  },
  {
    id: 'order-no-sdkappid',
    sentence: 'There is no query, and no body.',
    command,
    wanted: 'SdkAppIdMissing',
    alone: 'no-sdkappid',
    toDraft: stage => bare(stage),
  },
  {
    id: 'order-sdkappid',
    sentence: 'sdkappid is no integer, and all else is missing.',
    command,
    wanted: 'SdkAppIdInvalid',
    alone: 'odd-sdkappid',
    toDraft: stage => bare(stage, { sdkappid: 'ringback' }),
  },
  {
    id: 'order-contenttype',
    sentence: 'sdkappid is right, and all else is missing.',
    command,
    wanted: 'QueryWrong',
    alone: 'no-contenttype',
    toDraft: stage => bare(stage, { sdkappid: `${stage.sdkAppId}` }),
  },
  {
    id: 'order-random',
    sentence: 'random, identifier, usersig and the body are missing.',
    command,
    wanted: 'HttpParseError',
    alone: 'no-random',
    toDraft: stage => bare(stage, { sdkappid: `${stage.sdkAppId}`, contenttype: 'json' }),
  },
  {
    id: 'order-identifier',
    sentence: 'identifier and the body are missing, and usersig is no UserSig.',
    command,
    wanted: 'CredentialsWrong',
    alone: 'no-identifier',
    toDraft: stage => {
      const { identifier: _, ...query } = toPlain(stage).query
      return { ...bare(stage, query), userSig: { literal: 'ringback' } }
    },
  },
  {
    id: 'order-usersig',
    sentence: 'usersig is no UserSig, the method is GET, and the body is missing.',
    command,
    wanted: 'UserSigUnreadable',
    alone: 'odd-usersig',
    toDraft: stage => ({ ...signed(stage, { literal: 'ringback' }, nobody), method: 'GET' }),
  },
  {
    id: 'order-other-app',
    sentence: "The UserSig is another application's and another user's, of another key, and has expired.",
    command,
    wanted: 'UserSigOtherApp',
    alone: 'other-app',
    toDraft: stage => {
      const other = { sdkAppId: toOtherApp(stage), key: 'other', ...toPast(stage) } as const
      return signed(stage, toSig(stage, other), nobody)
    },
  },
  {
    id: 'order-other-user',
    sentence: "The UserSig is another user's, of another key, and has expired.",
    command,
    wanted: 'UserSigOtherUser',
    alone: 'other-user',
    toDraft: stage => signed(stage, toSig(stage, { key: 'other', ...toPast(stage) }), nobody),
  },
  {
    id: 'order-wrong-key',
    sentence: 'The UserSig is of another key and of somebody who is no administrator, and has expired.',
    command,
    wanted: 'UserSigSignatureWrong',
    alone: 'wrong-key',
    toDraft: stage => signed(stage, toSig(stage, { key: 'other', identifier: nobody, ...toPast(stage) }), nobody),
  },
  {
    id: 'order-expired',
    sentence: 'The UserSig has expired and is of somebody who is no administrator, and the body is missing.',
    command,
    needsKey: true,
    wanted: 'UserSigExpired',
    alone: 'expired',
    toDraft: stage => signed(stage, toSig(stage, { identifier: nobody, ...toPast(stage) }), nobody),
  },
  {
    id: 'order-administrator',
    sentence: 'The identifier is not an administrator, the method is GET, and the body is missing.',
    command,
    needsKey: true,
    wanted: 'NotAdministrator',
    alone: 'no-administrator',
    toDraft: stage => ({ ...signed(stage, toSig(stage, { identifier: nobody }), nobody), method: 'GET' }),
  },
] as const satisfies readonly OrderProbe[]
