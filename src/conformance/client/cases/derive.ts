import { findRefusalBasis } from '../../../contracts/error-table.ts'
import { type ErrorName, toError } from '../../../contracts/errors.ts'
import { toMeetable } from '../../../contracts/gate-refusals.ts'
import type { Operation } from '../../../contracts/operation.ts'
import { type OperationName, operations } from '../../../contracts/operations.ts'
import { failureModes } from '../../../emulator/exchange.ts'
import type { ErrorCode, FaultInput } from '../../../scenarios/input.ts'
import type { Clause } from '../rule.ts'
import type { ClientCase, Want } from './case.ts'
import { type Mishap, onTheWay } from './on-the-way.ts'
import { type CommandCases, type PlainCase, refuses } from './own.ts'
import { refusalIds } from './refusals.ts'

const common = { group: 'case', severity: 'error', isSlow: false } as const

/** The cases that a command has of its own. */
export const toOwnCases = <Name extends OperationName>(
  command: Name,
  { seen, own }: CommandCases<Name>,
): readonly ClientCase[] =>
  own.map(({ steps: [first, ...more], ...one }) => ({
    ...common,
    seen,
    ...one,
    command,
    steps: [{ ...first, wants: [first.wants] }, ...more.map(step => ({ ...step, wants: [step.wants] }))],
  }))

/** The cases that a command has because any has them: what befalls its answers on the way, and how it can be refused. */
export function deriveCases<Name extends OperationName>(command: Name, plain: PlainCase<Name>): readonly ClientCase[] {
  const operation: Operation = operations[command]
  const value: Want = { gives: plain.gives }

  const toCase = (
    clause: Omit<Clause, 'group' | 'severity'>,
    does: Omit<FaultInput, 'on'>,
    wants: readonly Want[],
    isSlow = false,
  ): ClientCase => ({
    ...common,
    ...clause,
    command,
    isSlow,
    scene: { ...plain.scene, faults: [{ on: command, ...does }] },
    steps: [{ ...(plain.after === undefined ? {} : { after: plain.after }), body: plain.body, wants }],
  })

  const toMishapCase = ({ does, good, isSlow, ofResponse: _, ...clause }: Mishap) => {
    const wants: { readonly [Good in Mishap['good']]: readonly Want[] } = {
      value: [value],
      error: [{ fails: true }],
      either: [value, { fails: true }],
    }
    return toCase(clause, does, wants[good], isSlow)
  }

  const toRefusalCases = (name: ErrorName): ClientCase[] => {
    const ids = Object.entries(refusalIds).find(([key]) => key === name)?.[1]
    if (!ids) return []
    const { meaning, retry } = toError(name)
    const seen = findRefusalBasis(operation, name)
    const code = toErrorCode(name)
    const lasting = toCase(
      {
        id: ids.lasts,
        sentence: `Gives ${code} where the service refuses with it${retry === 'never' ? '' : ', and goes on refusing'}`,
        reason: `The number alone tells what to do. It says: ${meaning}`,
        seen,
        fix: 'Give the error a property with ErrorCode in it, as a number; a text alone cannot be decided by.',
      },
      { error: code },
      [refuses(name)],
    )
    if (ids.passes === undefined) return [lasting]
    const passing = toCase(
      {
        id: ids.passes,
        sentence: `Gives the value, or ${code}, where the service refuses with ${code} twice and then no more`,
        reason: `What passes by itself is asked again for, or told; anything else is made up. It says: ${meaning}`,
        seen,
        fix: 'Ask again after a pause, a few times, and take the last answer alone for the outcome.',
      },
      { error: code, times: 2 },
      [value, refuses(name)],
    )
    return [lasting, passing]
  }

  return [
    ...failureModes
      .flatMap(stumble => (stumble === 'refusal' ? [] : onTheWay[stumble]))
      .filter(({ ofResponse }) => !ofResponse || operation.response !== undefined)
      .map(toMishapCase),
    ...toMeetable(operation).flatMap(toRefusalCases),
    toCase(accessLayer, { error: toErrorCode('HttpParseError'), omit: ['RequestId'] }, [refuses('HttpParseError')]),
    toCase(oddText, { error: toErrorCode('HostOfOtherRegion'), message: oddMessage }, [refuses('HostOfOtherRegion')]),
  ]
}

// The table is a literal, so its codes are exactly the documented ones.
const toErrorCode = (name: ErrorName) => toError(name).code as ErrorCode

const accessLayer = {
  id: 'RB-C34',
  sentence: 'Gives the ErrorCode of a refusal that has no RequestId',
  reason: 'The access layer answers with ActionStatus, ErrorCode and ErrorInfo alone.',
  seen: { observed: 'errors of the access layer, such as 60002 with "HTTP parse Error"' },
  fix: 'Decide by ErrorCode; take RequestId along only if it is there.',
} as const

const oddMessage = 'Not here: "区域" \\ {"ErrorCode":0,"ActionStatus":"OK"} 📞'

const oddText = {
  id: 'RB-C35',
  sentence: 'Gives the ErrorCode of a refusal whatever ErrorInfo says',
  reason: 'ErrorInfo is a text for people: it may quote what was sent, in any language.',
  seen: { assumed: 'the texts seen name ids and accounts, and no page bounds them' },
  fix: 'Parse the answer with a library for JSON, and decide by ErrorCode alone.',
} as const
