import type { RefusedHost } from '../emulator/journal.ts'
import type { Encounter } from '../intercept/connection-event.ts'
import { adviseNothing, adviseTrust } from './doctor-advice.ts'
import { countSeen, type Way, type WayName } from './doctor-ways.ts'
import { explainHandshake, isNoMatterOfTrust } from './explain-handshake.ts'

/** What a client ignored on its way, or what it was refused, with the way out. */
export interface Trouble {
  readonly what: 'distrusts' | 'refused' | 'leaves'
  readonly way: WayName
  readonly host: string
  readonly sentence: string
  readonly advice: string
}

/** What came by one way, in numbers. */
export interface Used {
  readonly way: WayName
  readonly hosts: readonly string[]
  readonly requests: number
  readonly tunnels: number
  readonly trusted: number
  readonly distrusted: number
  readonly refused: number
  readonly passed: number
}

/** How a client obeys what is to lead it here. */
export interface Diagnosis {
  readonly verdict: 'obeys' | 'ignores' | 'nothing'
  readonly requests: number
  readonly used: readonly Used[]
  readonly unused: readonly WayName[]
  readonly troubles: readonly Trouble[]
  /** Every refused host once, by whatever way it was wanted. */
  readonly refused: readonly RefusedHost[]
  /** Why nothing came, if nothing did. */
  readonly nothing?: string
}

/** Looks at what came by every way; `refused` are the hosts that were refused. */
export function diagnose(ways: readonly Way[], refused: readonly RefusedHost[]): Diagnosis {
  const used = ways.filter(({ seen }) => seen.length > 0).map(toUsed)
  const troubles = ways.flatMap(listTroubles)
  const requests = used.reduce((sum, one) => sum + one.requests, 0)
  return {
    verdict: used.length === 0 ? 'nothing' : troubles.length > 0 || requests === 0 ? 'ignores' : 'obeys',
    requests,
    used,
    unused: ways.filter(({ seen }) => seen.length === 0).map(({ name }) => name),
    troubles,
    refused,
    ...(used.length === 0 ? { nothing: adviseNothing } : {}),
  }
}

const toUsed = (way: Way): Used => ({
  way: way.name,
  hosts: [...new Set(way.seen.map(({ host }) => host).filter(host => host !== ''))],
  requests: countSeen(way, 'asked'),
  tunnels: countSeen(way, 'served'),
  trusted: countSeen(way, 'trusted'),
  distrusted: countSeen(way, 'distrusted'),
  refused: countSeen(way, 'refused'),
  passed: countSeen(way, 'passed'),
})

/** The troubles of one way, each told once for a host. */
function listTroubles(way: Way): readonly Trouble[] {
  const { name, seen } = way
  const once = new Map<string, Trouble>()
  for (const encounter of seen) {
    const trouble = toTrouble(encounter, name)
    if (trouble) once.set(`${trouble.what} ${trouble.host}`, trouble)
  }
  const isSilent = countSeen(way, 'asked') === 0 && once.size === 0 && countSeen(way, 'passed') === 0
  const [first] = seen
  return isSilent && first ? [toLeaving(first, name)] : [...once.values()]
}

function toTrouble({ what, host, agent, why = '' }: Encounter, way: WayName): Trouble | undefined {
  const who = agent ? `${agent} ` : 'A client '
  if (what === 'refused') {
    return { what: 'refused', way, host, sentence: why, advice: refusedAdvice }
  }
  if (what !== 'distrusted') return undefined
  return {
    what: 'distrusts',
    way,
    host,
    sentence: `${who}came by ${way}${host ? `, for ${host}` : ''}, and ${explainHandshake(why)}.`,
    advice: isNoMatterOfTrust(why) ? tlsAdvice : adviseTrust({ what, host, agent }, way),
  }
}

const tlsAdvice =
  'That is no matter of the certificate: have it speak HTTP/1.1 over TLS 1.2 or later, at least under test.'

const refusedAdvice =
  "If the command needs it under test, use --allow-passthrough; what lies under the vendor's domains is refused even so."

const toLeaving = ({ host, agent }: Encounter, way: WayName): Trouble => ({
  what: 'leaves',
  way,
  host,
  sentence: `${agent ?? 'A client'} came by ${way}${host ? `, for ${host}` : ''}, and left without a request.`,
  advice: 'It may have pinned a certificate or a key of the service, or given up: look at what it prints.',
})
