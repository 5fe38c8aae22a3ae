import { type CallbackShape, callbackTimeoutMs } from '../../contracts/callback-request.ts'
import type { CallbackRequest, DeliveryResult, SendCallback } from '../../emulator/callbacks/delivery-result.ts'
import { type Sha256, toCallbackSign, toCallbackUrl } from '../../emulator/callbacks/sign.ts'
import { type Draft, type Probe, type ProbeId, type Stage, type Subject, toDraft } from './probe.ts'
import { startCallSample } from './probes/life.ts'
import { waves } from './probes/list.ts'
import { type Reading, toReading } from './reading.ts'
import { createToldCall, toStartCall } from './told-call.ts'

/** What a check needs of the world. */
export interface Tools {
  readonly send: SendCallback
  /** Unix milliseconds. */
  readonly now: () => number
  readonly sha256: Sha256
  /** Is told of each probe when it has been played. */
  readonly onPlayed?: ((played: Played) => void) | undefined
}

/** One callback of a probe, sent. */
export interface Shot {
  readonly parcel: CallbackRequest
  /** Shell commands that print its body, where that is long. */
  readonly shell?: string | undefined
  readonly outcome: DeliveryResult
  /** How long it took, in milliseconds. */
  readonly took: number
}

/** A probe and what came of it. */
export interface Played {
  readonly probe: Probe
  /** What was sent, in order; none if it was not played. */
  readonly shots: readonly Shot[]
  /** Why it was not played. */
  readonly unplayed?: string | undefined
  /** Of the two shapes of a start callback: whether the receiver refused this one and took the other. */
  readonly otherTaken?: boolean | undefined
  /** Whether nothing answers any more since. */
  readonly gone?: boolean | undefined
}

/**
 * Plays every probe that can tell something about a receiver, and says of the others why they were left out. Side by
 * side only where the receiver has shown that it answers two at once.
 */
export async function playProbes(subject: Subject, tools: Tools): Promise<readonly Played[]> {
  let stage: Stage = { ...subject, began: tools.now(), sha256: tools.sha256, shape: 'both' }
  const done = new Map<ProbeId, Played>()
  const keep = (played: Played) => {
    done.set(played.probe.id, played)
    tools.onPlayed?.(played)
  }
  for (const wave of waves) {
    const groups = hasRead(done.get('at-once'), 'taken') ? [wave] : wave.map(probe => [probe])
    for (const group of groups) {
      const played = await Promise.all(group.map(probe => playProbe(probe, stage, tools, done)))
      const silent = played.filter(({ shots }) => shots.some(shot => isSilent(shot, done)))
      const gone = silent.length > 0 && !(await isAlive(stage, tools))
      for (const one of played) keep(gone && silent.includes(one) ? { ...one, gone } : one)
    }
    if (wave.includes(startCallSample)) stage = { ...stage, shape: compareShapes(done) }
  }
  return [...done.values()]
}

/** Marks a shape of start callbacks that was refused where the other was taken. Gives the shape to go on with. */
function compareShapes(done: Map<ProbeId, Played>): CallbackShape {
  const [both, sample] = [done.get('start-call'), done.get('start-call-sample')]
  const [takesBoth, takesSample] = [hasRead(both, 'taken'), hasRead(sample, 'taken')]
  if (both && takesSample && !takesBoth) done.set('start-call', { ...both, otherTaken: true })
  if (sample && takesBoth && !takesSample) done.set('start-call-sample', { ...sample, otherTaken: true })
  return takesSample && !takesBoth ? 'sample' : 'both'
}

/** Whether it is to be asked if a receiver still answers: one that never answers in time would only take longer. */
function isSilent({ outcome }: Shot, done: ReadonlyMap<ProbeId, Played>): boolean {
  const reading = toReading(outcome)
  return reading === 'broken' || (reading === 'slow' && hasRead(done.get('start-call'), 'taken'))
}

/** Whether a probe was played, and everything it sent was read so. */
function hasRead(played: Played | undefined, reading: Reading): boolean {
  return Boolean(played?.shots.length) && Boolean(played?.shots.every(shot => toReading(shot.outcome) === reading))
}

async function playProbe(
  probe: Probe,
  stage: Stage,
  tools: Tools,
  done: ReadonlyMap<ProbeId, Played>,
): Promise<Played> {
  const unplayed = explainUnplayed(probe, stage, done)
  if (unplayed !== undefined) return { probe, shots: [], unplayed }
  const drafts = probe.toDrafts(stage)
  if (probe.atOnce) return { probe, shots: await Promise.all(drafts.map(draft => shoot(draft, stage, tools))) }
  const shots: Shot[] = []
  for (const draft of drafts) {
    const shot = await shoot(draft, stage, tools)
    shots.push(shot)
    // One that comes too late decides the matter; the rest would only take as long again.
    if (toReading(shot.outcome) === 'slow') break
  }
  return { probe, shots }
}

function explainUnplayed(probe: Probe, { token }: Stage, done: ReadonlyMap<ProbeId, Played>): string | undefined {
  const gone = [...done.values()].find(played => played.gone)
  if (gone) return `Nothing answers any more since ${gone.probe.id}.`
  if (probe.needsToken && token === undefined) return "Give the receiver's token with --token."
  const slow = probe.notAfterSlow && hasRead(done.get(probe.notAfterSlow), 'slow')
  if (slow) return `It tells nothing after ${probe.notAfterSlow} was not answered in time.`
  const untaken = probe.controls.find(id => !hasRead(done.get(id), 'taken') && !done.get(id)?.otherTaken)
  if (untaken) return `It differs from ${untaken} in one matter only, and ${untaken} was not taken either.`
  const before = probe.refusal && done.get(probe.refusal)
  // A connection cut without a word is a refusal too.
  if (before && !hasRead(before, 'refused') && !hasRead(before, 'broken')) {
    return `It tells nothing before ${before.probe.id} is refused.`
  }
  return undefined
}

async function shoot(draft: Draft, stage: Stage, { send, now }: Tools): Promise<Shot> {
  const left = now()
  const parcel = toParcel(draft, stage, left)
  const outcome = await send(parcel, callbackTimeoutMs)
  return { parcel, shell: draft.shell, outcome, took: now() - left }
}

/** One day, in seconds. */
const day = 86_400

function toParcel(
  { url, sdkAppId, command, body, signing }: Draft,
  { token, sha256 }: Stage,
  at: number,
): CallbackRequest {
  const address = { url, sdkAppId, command, clientIp: '127.0.0.1', platform: 'Android' } as const
  if (token === undefined || signing === 'none') return { target: toCallbackUrl(address), body }
  const requestTime = Math.floor(at / 1_000) - (signing === 'stale' ? day : 0)
  const sign = toCallbackSign(signing === 'wrong' ? `${token}-not` : token, requestTime, sha256)
  return { target: toCallbackUrl(address, { requestTime, sign }), body }
}

/**
 * Whether a receiver that has just left something unanswered still answers. One that is busy with it gets the time for
 * that, so that what comes next is not blamed.
 */
async function isAlive(stage: Stage, tools: Tools): Promise<boolean> {
  const call = createToldCall(`alive ${tools.now()}`, stage)
  const { outcome } = await shoot(toDraft(stage, toStartCall(call)), stage, tools)
  return toReading(outcome) !== 'broken'
}
