import { type ErrorName, findErrorName } from '../contracts/errors.ts'
import { parseRequest } from '../contracts/parse-request.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import { createExchangeMask, createMask, hasUserSig, maskAll, maskTarget, type Secrets } from '../text/redact.ts'
import { explainReason } from '../usersig/messages.ts'
import type { Signatures } from './authorize.ts'
import { type Exchange, longestKept, type RequestTiming } from './exchange.ts'
import {
  type Entry,
  type EntryTiming,
  type Journal,
  journalVersion,
  type Leak,
  leaks,
  type UserSigFacts,
} from './journal.ts'
import type { LoggedExchange, RunLog } from './run-log.ts'
import { createCounts } from './run-log.ts'
import type { Platform } from './settings.ts'
import type { AppCredentials, Application } from './state.ts'

/** What UserSigs are examined with. */
export type UserSigTools = Pick<Platform, 'signatures' | 'diagnose'>

/** What clients did, without secrets; in one application, by its name, what is kept of it. */
export function toJournal(
  runLog: RunLog,
  secrets: Secrets,
  tools: UserSigTools,
  { plan, validation, auth }: Pick<Journal, 'validation' | 'auth'> & { readonly plan: ScenarioPlan },
  app?: Application,
): Journal {
  const readUserSig = createReader(tools.signatures)
  const kept = runLog.list().filter(({ exchange }) => !app || exchange.id.startsWith(`${app.name}-`))
  const counts = createCounts()
  if (app) for (const { exchange } of kept) counts.add(exchange)
  return {
    ringback: 'journal',
    version: journalVersion,
    scenario: plan.name,
    seed: plan.seed,
    source: maskAll(plan.source, secrets.mask),
    validation,
    auth,
    counts: app ? counts.list() : runLog.counts(),
    total: app ? kept.length : runLog.total,
    refused: maskAll(runLog.refusedHosts(), secrets.mask),
    actions: maskAll(
      runLog.listActions().filter(action => !app || action.app === undefined || action.app === app.sdkAppId),
      secrets.mask,
    ),
    entries: kept.map(logged => toEntry(logged, secrets, { ...tools, readUserSig })),
  }
}

/** One exchange as a journal has it. */
export const toJournalEntry = (logged: LoggedExchange, secrets: Secrets, tools: UserSigTools): Entry =>
  toEntry(logged, secrets, { ...tools, readUserSig: tools.signatures.read })

/** Clients send one UserSig many times, and reading it costs more than the rest of an entry. */
function createReader({ read }: Signatures): Signatures['read'] {
  const known = new Map<string, ReturnType<Signatures['read']>>()
  return userSig => {
    if (!known.has(userSig)) known.set(userSig, read(userSig))
    return known.get(userSig)
  }
}

interface Tools extends UserSigTools {
  readonly readUserSig: Signatures['read']
}

function toEntry({ exchange, timing, credentials }: LoggedExchange, secrets: Secrets, tools: Tools): Entry {
  const { target, body, identifier } = exchange
  const { query } = parseRequest('', target, { text: '' })
  const userSig = query.get('usersig')
  const entry: Entry = {
    ...exchange,
    target: maskTarget(target),
    timing: timing && toEntryTiming(timing),
    isCut: body.length > longestKept,
    userSig:
      userSig === undefined || userSig === ''
        ? undefined
        : toFacts(userSig, exchange, timing, credentials, secrets, tools),
    isAdministrator: findRefusal(exchange) === 'NotAdministrator' ? false : credentials?.admins.has(identifier ?? ''),
    leaks: findLeaks(exchange, userSig, secrets),
  }
  return maskAll(entry, createExchangeMask(query, createMask(secrets)))
}

const toEntryTiming = ({ connection, host, receivedAt, sentAt, abortedAt }: RequestTiming): EntryTiming => ({
  connection: connection?.number,
  host: host ?? connection?.host,
  agent: connection?.agent,
  opened: connection?.opened,
  closed: connection?.closed,
  receivedAt,
  sentAt,
  abortedAt,
})

/** The error with which the service refused it; undefined for an error that a fault caused. */
function findRefusal({ errorCode, failureModes }: Exchange): ErrorName | undefined {
  return errorCode === undefined || failureModes.includes('refusal') ? undefined : findErrorName(errorCode)
}

const minute = 60_000

const codesOfFuture: ReadonlySet<string> = new Set(['time-in-the-future', 'not-yet-valid'])

function toFacts(
  userSig: string,
  { at, identifier = '' }: Exchange,
  timing: RequestTiming | undefined,
  app: AppCredentials | undefined,
  secrets: Secrets,
  { readUserSig, signatures, diagnose }: Tools,
): UserSigFacts {
  const document = readUserSig(userSig)
  // Without its signature: with it, it would be the UserSig again.
  const claims = document && {
    identifier: document.identifier,
    sdkAppId: document.sdkAppId,
    time: document.time,
    expire: document.expire,
  }
  const isSecretKey = (text: string) => secrets.has(text)
  // A client that signs by the wall clock is right, even if the clock of its application is behind.
  const isOnTime = timing !== undefined && claims !== undefined && claims.time * 1_000 <= timing.receivedAt + minute
  const explain = (options: Parameters<typeof diagnose>[1]) =>
    diagnose(userSig, options).filter(({ code }) => !isOnTime || !codesOfFuture.has(code))
  if (!app) return { claims, refuse: undefined, because: undefined, findings: explain({ now: at, isSecretKey }) }
  const { sdkAppId, secretKey } = app
  const claim = { sdkAppId, secretKey, identifier, now: at }
  const proof = signatures.verify(userSig, claim)
  const findings = explain({ ...claim, isSecretKey })
  return proof.ok
    ? { claims, refuse: undefined, because: undefined, findings }
    : { claims, refuse: proof.refuse, because: explainReason(proof.issue), findings }
}

function findLeaks({ target, body }: Exchange, userSig: string | undefined, secrets: Secrets): Leak[] {
  const isOwn = userSig !== undefined && userSig.length >= shortestLeak && body.includes(userSig)
  const found: { readonly [Name in Leak]: boolean } = {
    'UserSig in the body': isOwn || hasUserSig(body),
    'UserSig in the URL outside usersig': hasUserSig(target.replaceAll(usersigParameter, '')),
    'key in the URL': secrets.isIn(target),
    'key in the body': secrets.isIn(body),
  }
  return leaks.filter(name => found[name])
}

/** A shorter text could stand anywhere by chance. */
const shortestLeak = 8

/** In any case: a misspelt name is a finding of its own. */
const usersigParameter = /(?<=[?&])usersig=[^&]*/gi
