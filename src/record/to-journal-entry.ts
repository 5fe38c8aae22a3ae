import { type ErrorName, findErrorName } from '../contracts/errors.ts'
import type { OperationName } from '../contracts/operations.ts'
import { parseRequest } from '../contracts/parse-request.ts'
import { findOtherCommand, type Scope } from '../contracts/scope.ts'
import { type Exchange, longestKept, toKept } from '../emulator/exchange.ts'
import type { Entry, UserSigFacts } from '../emulator/journal.ts'
import { toFailureModes } from '../faults/failure-modes.ts'
import { createExchangeMask, hasUserSig, type Mask, maskAll, maskTarget } from '../text/redact.ts'
import type { ParsedAnswer, RecordedExchange } from './exchange.ts'
import { explainServerRefusal } from './messages.ts'

/** Reads the claims of a UserSig, with times in Unix seconds, and the findings about it; `now` is in Unix milliseconds. */
export type ReadUserSig = (
  userSig: string,
  asked: { readonly now: number; readonly sdkAppId: number | undefined; readonly identifier: string | undefined },
) => Pick<UserSigFacts, 'claims' | 'findings'>

/** An exchange as it is kept, with texts cut to the length that a journal keeps. */
export interface KeptExchange extends Pick<RecordedExchange, 'at' | 'line' | 'took'> {
  readonly method: string
  readonly target: string
  readonly body: string
  readonly unreadable: string | undefined
  readonly userSig: string | undefined
  readonly scope: Scope
  readonly command: OperationName | undefined
  readonly sdkAppId: number | undefined
  readonly identifier: string | undefined
  readonly callId: string | undefined
  readonly status: number
  readonly reply: string
  readonly code: number | undefined
  readonly failureModes: Exchange['failureModes']
  readonly drop: Exchange['drop']
  readonly hasCallback: boolean
}

/** What a request was recognized as. */
type RequestSubject = Pick<KeptExchange, 'scope' | 'command' | 'sdkAppId' | 'identifier' | 'callId' | 'hasCallback'>

/** Cuts an exchange to what is kept. */
export function toKeptExchange(
  { at, ask, answer, took, line }: RecordedExchange,
  parsed: ParsedAnswer,
  subject: RequestSubject,
): KeptExchange {
  return {
    ...subject,
    at,
    line,
    took,
    method: ask.method,
    target: toKept(ask.target),
    body: 'text' in ask.body ? toKept(ask.body.text) : '',
    unreadable: 'text' in ask.body ? undefined : ask.body.unreadable,
    userSig: ask.query.get('usersig'),
    status: 'status' in answer ? answer.status : 200,
    reply: 'text' in answer ? toKept(answer.text) : '',
    code: parsed.code,
    failureModes: toFailureModes(parsed.damage),
    drop: parsed.damage.drop,
  }
}

/** The journal entry of an exchange, for a report on the client. Facts that only the server knows are inferred from its answer. */
export function toEntry(kept: KeptExchange, position: number, mask: Mask, readUserSig: ReadUserSig): Entry {
  const { line, code, userSig, took, ...rest } = kept
  const name = code === undefined ? undefined : findErrorName(code)
  const { connection, receivedAt, sentAt, abortedAt } = line
  const entry: Entry = {
    ...rest,
    command: rest.scope === 'other-service' ? findOtherCommand(rest.target.replace(/\?.*$/s, '')) : rest.command,
    target: maskTarget(rest.target),
    id: `${rest.sdkAppId ?? 'unassigned'}-${position}`,
    position,
    epoch: 1,
    rate: 1,
    timing: {
      connection: connection?.number,
      host: connection?.host,
      agent: connection?.agent,
      opened: connection?.opened,
      closed: connection?.closed,
      receivedAt,
      sentAt,
      abortedAt,
    },
    isCut: rest.body.length > longestKept,
    userSig: userSig ? toFacts(userSig, name, kept, readUserSig) : undefined,
    isAdministrator: name === undefined || !unknownApplication.has(name) ? name !== 'NotAdministrator' : undefined,
    leaks: hasUserSig(rest.body) ? ['UserSig in the body'] : [],
    errorCode: code,
    faults: [],
    tolerated: [],
    // The recorder delays no answer.
    delay: 0,
    events: [],
    endedAt: undefined,
  }
  return maskAll(entry, createExchangeMask(parseRequest('', kept.target, { text: '' }).query, mask))
}

/** The refusals of a request that names no known application. */
const unknownApplication: ReadonlySet<ErrorName> = new Set(['SdkAppIdMissing', 'SdkAppIdInvalid', 'AppNotFound'])

const userSigRefusals: ReadonlySet<ErrorName> = new Set([
  'UserSigUnreadable',
  'UserSigOtherApp',
  'UserSigOtherUser',
  'UserSigSignatureWrong',
  'UserSigExpired',
])

function toFacts(userSig: string, name: ErrorName | undefined, kept: KeptExchange, read: ReadUserSig): UserSigFacts {
  const { at, sdkAppId, identifier, reply } = kept
  const { claims: document, findings } = read(userSig, { now: at, sdkAppId, identifier })
  // The signature is left out, since the UserSig could be rebuilt with it.
  const claims = document && {
    identifier: document.identifier,
    sdkAppId: document.sdkAppId,
    time: document.time,
    expire: document.expire,
  }
  if (!name || !userSigRefusals.has(name)) return { claims, refuse: undefined, because: undefined, findings }
  const because = explainServerRefusal(/"ErrorInfo"\s*:\s*"([^"]*)"/.exec(reply)?.[1] ?? name)
  return { claims, refuse: name, because, findings }
}
