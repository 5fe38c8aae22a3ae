import type { ResponseOf } from '../contracts/operations.ts'
import type { Media, Member, Room } from '../engine/call.ts'

type CallInfo = ResponseOf<'get_call_info'>

/** The engine's words in the wire's; a word without translation does not compile. */
export const toMediaType: {
  readonly [Word in Media]: CallInfo['CallInfo']['MediaType']
} = { audio: 'Audio', video: 'Video' }

/** A member's state as the wire says it. */
export const toStatus: {
  readonly [Word in Member['state']]: CallInfo['UserList'][number]['Status']
} = { talking: 'Calling', ringing: 'Waiting' }

const roomIdTypes: { readonly [Word in Room['kind']]: 1 | 2 } = { number: 1, text: 2 }

/** A room as the wire's two fields; where there is none the sample shows "" and 0 (page 68932). */
export const toRoomFields = (room: Room | undefined) =>
  room ? { RoomId: room.id, RoomIdType: roomIdTypes[room.kind] } : { RoomId: '', RoomIdType: 0 as const }
