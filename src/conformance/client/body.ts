import { type BodySlip, findBodySlips } from '../../contracts/body-slips.ts'
import { isOperationName, operations } from '../../contracts/operations.ts'
import { isCredentialName } from './credentials.ts'
import { eachEntry, type Rule } from './rule.ts'
import type { Run, Seen } from './run.ts'
import { isIdNeverGot } from './unread-id.ts'

/** Judges bodies by one kind of slip. Ids that no answer ever gave, and secrets, have rules of their own. */
export const judgeBody = (kind: BodySlip['kind']): Rule['judge'] =>
  eachEntry((entry, run) => {
    const { command, json } = entry
    if (command === undefined || !isOperationName(command) || json === undefined) return undefined
    const slips = findBodySlips(operations[command], json).filter(
      slip => slip.kind === kind && !isOfOthers(slip, entry, run),
    )
    return slips.length === 0 || slips.map(({ sentence }) => sentence).join(' ')
  })

const isOfOthers = ({ kind, path }: BodySlip, entry: Seen, run: Run): boolean =>
  kind === 'unknown' ? isCredentialName(path.split('.').at(-1) ?? '') : path === 'CallId' && isIdNeverGot(run, entry)
