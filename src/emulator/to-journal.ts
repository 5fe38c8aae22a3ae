import { type ErrorName, findErrorName } from '../contracts/errors.ts'
import type { Application, Signatures } from '../gates/identity.ts'
import { toAsk } from '../gates/to-ask.ts'
import { type Exchange, type Line, longestKept } from '../journal/exchange.ts'
import type { Entry, EntryLine, Journal, Leak, UserSigFacts } from '../journal/journal.ts'
import { type Mask, maskAll, maskTarget, toMask, toSpellings } from '../words/mask.ts'
import type { Evidence, Sighting } from './evidence.ts'

/** How the emulator was set while clients were seen. */
export type Circumstances = Pick<Journal, 'scenario' | 'validation' | 'auth' | 'rate'>

/** All that was seen of clients, free of secrets. */
export function toJournal(evidence: Evidence, signatures: Signatures, how: Circumstances): Journal {
  const mask = toMask(evidence.secrets)
  const { scenario, validation, auth, rate } = how
  return {
    ringback: 'journal',
    version: 1,
    scenario,
    validation,
    auth,
    rate,
    counts: evidence.counts(),
    total: evidence.total,
    entries: evidence.list().map(sighting => toEntry(sighting, evidence.secrets, mask, signatures)),
  }
}

function toEntry(
  { exchange, number, line, owner: { beginning, life, app } }: Sighting,
  secrets: Iterable<string>,
  mask: Mask,
  signatures: Signatures,
): Entry {
  const { id: _, ...rest } = exchange
  const { target, body, identifier } = rest
  const userSig = toAsk('', target, { text: '' }).query.get('usersig')
  const entry: Entry = {
    ...rest,
    target: maskTarget(target),
    number,
    beginning,
    life,
    line: line && toEntryLine(line),
    isCut: body.length > longestKept,
    userSig: userSig === undefined || userSig === '' ? undefined : toFacts(userSig, exchange, app, signatures),
    isAdministrator: findRefusal(exchange) === 'NotAdministrator' ? false : app?.admins.has(identifier ?? ''),
    leaks: findLeaks(exchange, userSig, secrets),
  }
  return maskAll(entry, mask)
}

const toEntryLine = ({ connection, host, arrived, left, hungUp }: Line): EntryLine => ({
  connection: connection?.number,
  host: host ?? connection?.host,
  agent: connection?.agent,
  opened: connection?.opened,
  closed: connection?.closed,
  arrived,
  left,
  hungUp,
})

/** By which error the service itself refused it, and not a fault in its place. */
function findRefusal({ errorCode, stumbles }: Exchange): ErrorName | undefined {
  return errorCode === undefined || stumbles.includes('refusal') ? undefined : findErrorName(errorCode)
}

function toFacts(
  userSig: string,
  { at, identifier = '' }: Exchange,
  app: Application | undefined,
  { read, verify }: Signatures,
): UserSigFacts {
  const document = read(userSig)
  // Its signature is left out: with the rest it would be the UserSig again.
  const says = document && {
    identifier: document.identifier,
    sdkAppId: document.sdkAppId,
    time: document.time,
    expire: document.expire,
  }
  if (!app) return { says, refuse: undefined, because: undefined }
  const { sdkAppId, secretKey } = app
  const proof = verify(userSig, { sdkAppId, secretKey, identifier, now: at })
  if (proof.ok) return { says, refuse: undefined, because: undefined }
  return { says, refuse: proof.refuse, because: proof.sentence }
}

function findLeaks({ target, body }: Exchange, userSig: string | undefined, secrets: Iterable<string>): Leak[] {
  const found: Leak[] = []
  if (userSig && userSig.length >= shortestLeak && body.includes(userSig)) found.push('UserSig in the body')
  for (const secret of secrets) {
    if (secret.length < shortestLeak) continue
    const spellings = toSpellings(secret)
    const isIn = (text: string) => spellings.some(spelling => text.includes(spelling))
    if (!found.includes('key in the URL') && isIn(target)) found.push('key in the URL')
    if (!found.includes('key in the body') && isIn(body)) found.push('key in the body')
  }
  return found
}

/** A shorter text could stand anywhere by chance. */
const shortestLeak = 8
