import { isOperationName, operations } from '../../contracts/operations.ts'
import { findMisplaced, findParameter } from '../../contracts/parse-request.ts'
import { type RequestMistake, validateRequest } from '../../contracts/validate-request.ts'
import type { Json } from '../../emulator/validate-body.ts'
import { isCredentialName } from './credentials.ts'
import { eachEntry, type Rule } from './rule.ts'
import type { Run, Seen } from './run.ts'
import { isIdNeverGot } from './unread-id.ts'

/** Judges bodies by one kind of slip. Ids that no answer ever gave, and secrets, have rules of their own. */
export const judgeBody = (kind: RequestMistake['kind']): Rule['judge'] =>
  eachEntry((entry, run) => {
    const { command, json } = entry
    if (command === undefined || !isOperationName(command) || json === undefined) return undefined
    const slips = validateRequest(operations[command], withoutMisplaced(json, entry)).filter(
      slip => slip.kind === kind && !isOfOthers(slip, entry, run),
    )
    if (slips.length === 0) return true
    // Of several, the page that documents one counts more than a bound that is assumed.
    const isAssumed = slips.every(({ source: seen }) => seen !== undefined)
    return { slip: slips.map(({ sentence }) => sentence).join(' '), seen: isAssumed ? slips[0]?.source : undefined }
  })

/** A body without the parameters of the query that are in it, which have a rule of their own. */
function withoutMisplaced(json: Json, { ask }: Seen): Json {
  const misplaced = findMisplaced(ask)?.names ?? []
  if (misplaced.length === 0) return json
  return Object.fromEntries(
    Object.entries(json).filter(([key]) => !misplaced.some(name => name === findParameter(key))),
  )
}

const isOfOthers = ({ kind, path }: RequestMistake, entry: Seen, run: Run): boolean =>
  kind === 'unknown' ? isCredentialName(path.split('.').at(-1) ?? '') : path === 'CallId' && isIdNeverGot(run, entry)
