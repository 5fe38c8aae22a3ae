import { findErrorName } from '../../contracts/errors.ts'
import type { Operation } from '../../contracts/operation.ts'
import { isOperationName, operations } from '../../contracts/operations.ts'
import type { Run, Seen, Trouble } from './run.ts'

/** The same request again and again as long as it fails; the last one may have gone well. */
export interface Chain {
  readonly first: Seen
  /** Every attempt, in order; all but perhaps the last met trouble. */
  readonly attempts: readonly Seen[]
  readonly ended: 'well' | 'badly'
}

/** The attempts of clients at requests that met trouble of these kinds at first, whatever they met then. */
export function findChains(run: Run, kinds: readonly Trouble[]): Chain[] {
  return [...run.topics.values()]
    .flatMap(toChains)
    .filter(({ first }) => kinds.includes(first.trouble) && !run.isOwnDoing(first))
    .toSorted((one, other) => one.first.position - other.first.position)
}

function toChains(topic: readonly Seen[]): Chain[] {
  const chains: Chain[] = []
  let attempts: Seen[] = []
  for (const entry of topic) {
    attempts.push(entry)
    if (entry.trouble !== 'none') continue
    close('well')
  }
  close('badly')
  return chains

  function close(ended: Chain['ended']) {
    const [first] = attempts
    if (first && first.trouble !== 'none') chains.push({ first, attempts, ended })
    attempts = []
  }
}

/** Each attempt with the one after it. */
export const toSteps = ({ attempts }: Pick<Chain, 'attempts'>): (readonly [Seen, Seen])[] =>
  attempts.slice(1).flatMap((next, index) => {
    const before = attempts[index]
    return before ? [[before, next] as const] : []
  })

const findContract = (command: string | undefined): Operation | undefined =>
  command !== undefined && isOperationName(command) ? operations[command] : undefined

/** Whether a command only tells what is. */
export const isLook = (command: string | undefined): boolean => findContract(command)?.readOnly === true

/** Whether a refusal says what is not there, now, of what was looked for: asking for it later is no retry. */
export function isNotThere(command: string | undefined, code: number | undefined): boolean {
  const contract = findContract(command)
  const name = code === undefined ? undefined : findErrorName(code)
  return (
    contract?.readOnly === true && name !== undefined && name !== contract.invalid && contract.refusals.includes(name)
  )
}
