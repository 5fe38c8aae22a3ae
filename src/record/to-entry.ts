import { type ErrorName, findErrorName } from '../contracts/errors.ts'
import type { OperationName } from '../contracts/operations.ts'
import { parseRequest } from '../contracts/parse-request.ts'
import { findOtherCommand, type Scope } from '../contracts/scope.ts'
import { type Exchange, longestKept, toKept } from '../emulator/exchange.ts'
import type { Entry, UserSigFacts } from '../emulator/journal.ts'
import { createExchangeMask, hasUserSig, type Mask, maskAll, maskTarget } from '../text/redact.ts'
import { type Reading, toStumbles } from './read-answer.ts'
import type { Sighting } from './sighting.ts'

/** What a UserSig says of itself, times in Unix seconds, if it can be read, and what is wrong with it; `now` is in Unix milliseconds. */
export type ReadUserSig = (
  userSig: string,
  asked: { readonly now: number; readonly sdkAppId: number | undefined; readonly identifier: string | undefined },
) => Pick<UserSigFacts, 'says' | 'findings'>

/** An exchange as it is kept: texts cut to what a journal keeps of them. */
export interface Kept extends Pick<Sighting, 'at' | 'line' | 'took'> {
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

/** Whom an exchange is about. */
export type About = Pick<Kept, 'scope' | 'command' | 'sdkAppId' | 'identifier' | 'callId' | 'hasCallback'>

/** What is kept of an exchange. */
export function toKeptExchange({ at, ask, answer, took, line }: Sighting, reading: Reading, about: About): Kept {
  return {
    ...about,
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
    code: reading.code,
    failureModes: toStumbles(reading.damage),
    drop: reading.damage.drop,
  }
}

/** What a journal has of an exchange, for a report on the client. What only the server can know is told by its answer. */
export function toEntry(kept: Kept, number: number, mask: Mask, readUserSig: ReadUserSig): Entry {
  const { line, code, userSig, took, ...rest } = kept
  const name = code === undefined ? undefined : findErrorName(code)
  const { connection, receivedAt: arrived, sentAt: left, abortedAt: hungUp } = line
  const entry: Entry = {
    ...rest,
    command: rest.scope === 'other-service' ? findOtherCommand(rest.target.replace(/\?.*$/s, '')) : rest.command,
    target: maskTarget(rest.target),
    number,
    beginning: 1,
    life: 0,
    line: {
      connection: connection?.number,
      host: connection?.host,
      agent: connection?.agent,
      opened: connection?.opened,
      closed: connection?.closed,
      receivedAt: arrived,
      sentAt: left,
      abortedAt: hungUp,
    },
    isCut: rest.body.length > longestKept,
    userSig: userSig ? toFacts(userSig, name, kept, readUserSig) : undefined,
    isAdministrator: name === undefined || !strangers.has(name) ? name !== 'NotAdministrator' : undefined,
    leaks: hasUserSig(rest.body) ? ['UserSig in the body'] : [],
    errorCode: code,
    faults: [],
    tolerated: [],
    // Held back it was by nobody here.
    delay: 0,
    events: [],
    endedAt: undefined,
  }
  return maskAll(entry, createExchangeMask(parseRequest('', kept.target, { text: '' }).query, mask))
}

/** By these the server says that there is no such application. */
const strangers: ReadonlySet<ErrorName> = new Set(['SdkAppIdMissing', 'SdkAppIdInvalid', 'AppNotFound'])

const aboutUserSigs: ReadonlySet<ErrorName> = new Set([
  'UserSigUnreadable',
  'UserSigOtherApp',
  'UserSigOtherUser',
  'UserSigSignatureWrong',
  'UserSigExpired',
])

function toFacts(userSig: string, name: ErrorName | undefined, kept: Kept, read: ReadUserSig): UserSigFacts {
  const { at, sdkAppId, identifier, reply } = kept
  const { says: document, findings } = read(userSig, { now: at, sdkAppId, identifier })
  // Its signature is left out: with the rest it would be the UserSig again.
  const says = document && {
    identifier: document.identifier,
    sdkAppId: document.sdkAppId,
    time: document.time,
    expire: document.expire,
  }
  if (!name || !aboutUserSigs.has(name)) return { says, refuse: undefined, because: undefined, findings }
  const because = `The server says: ${/"ErrorInfo"\s*:\s*"([^"]*)"/.exec(reply)?.[1] ?? name}`
  return { says, refuse: name, because, findings }
}
