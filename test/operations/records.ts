import type { CallAction } from '../../src/call/call.ts'
import { toSuccess } from '../../src/contracts/envelope.ts'
import { getRecordByFilter } from '../../src/contracts/rest/get-record-by-filter.ts'
import type { Surface } from '../surfaces/surface.ts'
import { startTestCall } from './sample.ts'

/** The refusal if no record matches. */
export const noRecord = { ErrorCode: 101050, ActionStatus: 'FAIL', ErrorInfo: 'No record matches the filter.' }

/** Sends get_record_by_filter. */
export const find = async (surface: Surface, filter: object = {}) =>
  (await surface.sendCommand('get_record_by_filter', filter)).json

/** The ids that a response lists, with its total and page. */
export function toPage(json: unknown) {
  const { TotalNum, Page, CallRecordList } = toSuccess(getRecordByFilter.response).strict().parse(json).Response
  return [TotalNum, Page, CallRecordList.map(({ CallId }) => CallId).join(' ')]
}

/** Starts a call now and ends it at once. */
export const runCall = (surface: Surface, id: string, command: CallAction = { does: 'end' }, opening = {}) =>
  startTestCall(surface, { id, ...opening })(command)

/** Starts and ends ten calls a minute apart, `c0` to `c9`, the last one a minute ago. */
export async function runTenCalls(surface: Surface) {
  for (let index = 0; index < 10; index++) {
    runCall(surface, `c${index}`)
    await surface.emulator.clock.advance('1m')
  }
}
