import { type ErrorName, findErrorName } from '../../contracts/errors.ts'
import { parseRequest } from '../../contracts/parse-request.ts'
import { createExchangeMask, createMask, hasUserSig, maskAll, maskTarget, type Secrets } from '../../text/redact.ts'
import { explainReason } from '../../usersig/messages.ts'
import type { Application, Signatures } from '../authorize.ts'
import type { Evidence, Sighting } from '../evidence.ts'
import { type Exchange, longestKept, type RequestTiming } from '../exchange.ts'
import { type Entry, type EntryTiming, type Journal, type Leak, leaks, type UserSigFacts } from '../journal.ts'
import type { Surroundings } from '../settings.ts'

/** How the emulator was set while clients were seen. */
export type Circumstances = Pick<Journal, 'scenario' | 'validation' | 'auth' | 'rate'>

/** What UserSigs are looked at with. */
export type Examiners = Pick<Surroundings, 'signatures' | 'diagnose'>

/** All that was seen of clients, free of secrets. */
export function toJournal(evidence: Evidence, examiners: Examiners, how: Circumstances): Journal {
  const { scenario, validation, auth, rate } = how
  const readSig = createReader(examiners.signatures)
  return {
    ringback: 'journal',
    version: 1,
    scenario,
    validation,
    auth,
    rate,
    counts: evidence.counts(),
    total: evidence.total,
    refused: maskAll(evidence.refusedHosts(), evidence.secrets.mask),
    entries: evidence.list().map(sighting => toEntry(sighting, evidence.secrets, { ...examiners, readSig })),
  }
}

/** Clients send one UserSig many times, and reading one costs more than the rest of an entry. */
function createReader({ read }: Signatures): Signatures['read'] {
  const known = new Map<string, ReturnType<Signatures['read']>>()
  return userSig => {
    if (!known.has(userSig)) known.set(userSig, read(userSig))
    return known.get(userSig)
  }
}

interface Reading extends Examiners {
  readonly readSig: Signatures['read']
}

function toEntry(
  { exchange, number, line, owner: { beginning, life, app } }: Sighting,
  secrets: Secrets,
  reading: Reading,
): Entry {
  const { id: _, ...rest } = exchange
  const { target, body, identifier } = rest
  const { query } = parseRequest('', target, { text: '' })
  const userSig = query.get('usersig')
  const entry: Entry = {
    ...rest,
    target: maskTarget(target),
    position: number,
    beginning,
    life,
    timing: line && toEntryLine(line),
    isCut: body.length > longestKept,
    userSig: userSig === undefined || userSig === '' ? undefined : toFacts(userSig, exchange, app, secrets, reading),
    isAdministrator: findRefusal(exchange) === 'NotAdministrator' ? false : app?.admins.has(identifier ?? ''),
    leaks: findLeaks(exchange, userSig, secrets),
  }
  return maskAll(entry, createExchangeMask(query, createMask(secrets)))
}

const toEntryLine = ({
  connection,
  host,
  receivedAt: arrived,
  sentAt: left,
  abortedAt: hungUp,
}: RequestTiming): EntryTiming => ({
  connection: connection?.number,
  host: host ?? connection?.host,
  agent: connection?.agent,
  opened: connection?.opened,
  closed: connection?.closed,
  receivedAt: arrived,
  sentAt: left,
  abortedAt: hungUp,
})

/** By which error the service itself refused it, and not a fault in its place. */
function findRefusal({ errorCode, failureModes }: Exchange): ErrorName | undefined {
  return errorCode === undefined || failureModes.includes('refusal') ? undefined : findErrorName(errorCode)
}

function toFacts(
  userSig: string,
  { at, identifier = '' }: Exchange,
  app: Application | undefined,
  secrets: Secrets,
  { readSig, signatures, diagnose }: Reading,
): UserSigFacts {
  const document = readSig(userSig)
  // Its signature is left out: with the rest it would be the UserSig again.
  const says = document && {
    identifier: document.identifier,
    sdkAppId: document.sdkAppId,
    time: document.time,
    expire: document.expire,
  }
  const isSecretKey = (text: string) => secrets.has(text)
  if (!app)
    return {
      claims: says,
      refuse: undefined,
      because: undefined,
      findings: diagnose(userSig, { now: at, isSecretKey }),
    }
  const { sdkAppId, secretKey } = app
  const claim = { sdkAppId, secretKey, identifier, now: at }
  const proof = signatures.verify(userSig, claim)
  const findings = diagnose(userSig, { ...claim, isSecretKey })
  return proof.ok
    ? { claims: says, refuse: undefined, because: undefined, findings }
    : { claims: says, refuse: proof.refuse, because: explainReason(proof.because), findings }
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
