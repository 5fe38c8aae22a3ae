import { toError } from '../../contracts/errors.ts'
import { toMeetable } from '../../contracts/gate-refusals.ts'
import { type OperationName, operations } from '../../contracts/operations.ts'
import { failureModes } from '../../emulator/exchange.ts'
import type { ExposureCell } from './report.ts'

/** Something that a client can meet: a documented refusal, or a stumble on the way. */
export type Meets = ExposureCell['meets']

/** What can be met, by its number or its name. */
export const toMeetName = (meets: Meets): string => ('code' in meets ? `${meets.code}` : meets.stumble)

/** Everything that a client of a command may meet although it keeps the contract: refusals by their codes, then failureModes. */
export const listMeets = (command: OperationName): readonly Meets[] => [
  ...toMeetable(operations[command]).map(name => {
    const { code, meaning } = toError(name)
    return { code, meaning }
  }),
  ...failureModes.flatMap(stumble => (stumble === 'refusal' ? [] : [{ stumble }])),
]
