import { operations } from '../../contracts/operations.ts'
import { createCourse, type Outcome, type Played, type Probe, type Shot } from './probe.ts'
import { probes } from './probes/list.ts'
import { wasLetIn } from './reading.ts'
import { type Draft, type Stage, type Subject, toTarget } from './stage.ts'

/** What a run needs of the world. */
export interface Tools {
  /** Sends a request and tells what came of it, within so many milliseconds. It never rejects. */
  readonly send: (request: Parcel, patience: number) => Promise<Outcome>
  /** Unix milliseconds. */
  readonly now: () => number
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>
  /** A number from 0 to 4294967295, another each time. */
  readonly random: () => number
  /** A UUID, another each time. */
  readonly newId: () => string
  /** Is told of each probe when it has been played. */
  readonly onPlayed?: ((played: Played) => void) | undefined
  /** Whether somebody wants it to stop. What was changed is put back all the same. */
  readonly isStopped?: (() => boolean) | undefined
}

/** A request as it leaves: a whole address, and a body unless it has none. */
export interface Parcel {
  readonly method: string
  readonly url: string
  readonly body: string
  /** Headers besides the usual ones. */
  readonly headers?: { readonly [name: string]: string } | undefined
}

/** How fast a run goes, in milliseconds: between two requests, for one of them, and in all. */
export interface Pace {
  readonly pause: number
  readonly answerTimeout: number
  readonly timeout: number
}

/** How many requests in a row may stay unanswered. */
const mostSilent = 3

/**
 * Asks everything that can tell something about a server, one after the other, and says of the rest why it was left out.
 * Commands that change something are sent only if the subject says so.
 */
export async function playProbes(subject: Subject, pace: Pace, tools: Tools): Promise<readonly Played[]> {
  const stage: Stage = { ...subject, began: tools.now(), unknownId: tools.newId() }
  const done: Played[] = []
  const course = createCourse(stage, done)
  let silent = 0
  for (const probe of probes) {
    const reason = explainUnplayed(probe, stage) ?? (probe.always ? undefined : explainOver())
    const draft = reason ?? probe.toDraft(stage, course)
    const played: Played =
      typeof draft === 'string' ? { probe, shots: [], unplayed: draft } : { probe, shots: await shoot(probe, draft) }
    for (const { outcome } of played.shots) silent = 'unanswered' in outcome ? silent + 1 : 0
    done.push(played)
    if (played.shots.length > 0) tools.onPlayed?.(played)
  }
  return done

  function explainOver(): string | undefined {
    if (tools.isStopped?.()) return 'The run was stopped.'
    if (tools.now() - stage.began > pace.timeout) return `The run reached its time limit of ${pace.timeout / 1_000} s.`
    if (silent >= mostSilent) return `Nothing was answered ${mostSilent} times in a row.`
    const [first] = done
    if (first && !wasLetIn(course)) return `It tells nothing before ${first.probe.id} is let in.`
    return undefined
  }

  async function shoot(probe: Probe, draft: Draft): Promise<readonly Shot[]> {
    const { poll, flood } = probe
    if (flood) return shootAll(draft, flood)
    const shots: Shot[] = []
    for (let turn = 0; turn < (poll?.times ?? 1); turn++) {
      if (done.length > 0 || turn > 0) await tools.pause(turn === 0 ? pace.pause : (poll?.every ?? 0))
      const shot = await shootOnce(draft)
      shots.push(shot)
      if (!poll || 'unanswered' in shot.outcome || poll.until(shot.outcome) || explainOver() !== undefined) break
    }
    return shots
  }

  async function shootAll(draft: Draft, { times, atOnce }: NonNullable<Probe['flood']>): Promise<readonly Shot[]> {
    const shots: Shot[] = []
    while (shots.length < times && shots.every(({ outcome }) => 'status' in outcome)) {
      shots.push(...(await Promise.all(Array.from({ length: atOnce }, () => shootOnce(draft)))))
    }
    return shots
  }

  async function shootOnce(draft: Draft): Promise<Shot> {
    const target = toTarget(draft, stage, tools.random())
    const left = tools.now()
    const outcome = await tools.send(
      { method: draft.method, url: stage.url + target, body: draft.body, headers: draft.headers },
      pace.answerTimeout,
    )
    return { draft, target, outcome, left, took: tools.now() - left }
  }
}

function explainUnplayed(probe: Probe, stage: Stage): string | undefined {
  const changes = probe.command !== undefined && !('looks' in operations[probe.command])
  if ((changes || probe.needsWrite) && !stage.write) return 'It changes something: allow that with --write.'
  if (probe.flood && !stage.flood) return 'It sends hundreds of requests at once: allow that with --flood.'
  if (probe.needsKey && stage.secretKey === undefined) return 'It has to be signed anew: give --secret-key.'
  return undefined
}
