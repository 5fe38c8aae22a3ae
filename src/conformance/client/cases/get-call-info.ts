import { aCall, anEndedCall, type CommandCases, callId, gives, oddAccounts, oddId, refuses } from '../case.ts'

const body = { CallId: callId }
const info = 'CallInfo and UserList stand beside each other in Response, and each member has a Status of its own.'
const readAll = 'Read UserList afresh from each answer, all of it, and each Status from its own entry.'
const room = 'RoomIdType says how RoomId is meant: 1 a number, 2 a string, 0 where there is no room.'
const readRoom = 'Keep RoomId as the text it is, and hand RoomIdType on with it.'
const gone = '101004 says that the call does not exist or has ended, and is how the end of a call is noticed.'
const tellGone =
  'Hand 101004 on as an error that carries the number; an empty answer would be mistaken for a call without members.'

/** What get_call_info tells, and what it does not. */
export const getCallInfo: CommandCases<'get_call_info'> = {
  seen: { page: 68932 },
  plain: { scene: { calls: [aCall] }, body, gives: ['CallInfo.CallId', 'UserList'] },
  own: [
    {
      id: 'RB-C50',
      sentence: 'Tells who takes part in a call that rings',
      reason: info,
      fix: readAll,
      scene: { calls: [aCall] },
      steps: [{ body, wants: gives('CallInfo.CallId', 'UserList') }],
    },
    {
      id: 'RB-C51',
      sentence: 'Tells that a member is in the call who was waiting, and that the call is over',
      reason: 'Members come and go while a call runs: an answer is true for the moment it was given.',
      fix: 'Ask each time anew, and keep no answer for later.',
      scene: { calls: [anEndedCall] },
      steps: [
        { body, wants: gives('UserList') },
        { after: '3s', body, wants: gives('UserList') },
        { after: '10s', body, wants: refuses('CallNotFound') },
      ],
    },
    {
      id: 'RB-C52',
      sentence: 'Tells every member of a call of several, with the state of each',
      reason: info,
      fix: readAll,
      scene: {
        calls: [
          {
            ...aCall,
            to: ['user2', 'user3', 'user4', 'user5'],
            then: [
              { at: '1s', user: 'user3', does: 'answer' },
              { at: '2s', user: 'user4', does: 'reject' },
              { at: '3s', user: 'user6', does: 'join' },
            ],
          },
        ],
      },
      steps: [
        { body, wants: gives('UserList') },
        { after: '5s', body, wants: gives('UserList') },
      ],
    },
    {
      id: 'RB-C53',
      sentence: 'Tells fifty members of a call',
      reason: 'A list has no bound that the page would name.',
      fix: readAll,
      scene: { calls: [{ ...aCall, to: Array.from({ length: 49 }, (_, index) => `member-${index + 1}`) }] },
      steps: [{ body, wants: gives('UserList') }],
    },
    {
      id: 'RB-C54',
      sentence: 'Tells audio and video apart',
      reason: 'MediaType is Audio or Video.',
      fix: 'Read MediaType from CallInfo; do not take one of the two for granted.',
      scene: { calls: [aCall, { ...aCall, id: 'a-video-call', from: 'user3', to: ['user4'], media: 'video' }] },
      steps: [
        { body, wants: gives('CallInfo.MediaType') },
        { body: { CallId: 'a-video-call' }, wants: gives('CallInfo.CallId', 'CallInfo.MediaType') },
      ],
    },
    {
      id: 'RB-C55',
      sentence: 'Tells a room whose id is a string',
      reason: room,
      fix: readRoom,
      scene: { calls: [{ ...aCall, room: '会议室 "1434"' }] },
      steps: [{ body, wants: gives('CallInfo.RoomId', 'CallInfo.RoomIdType') }],
    },
    {
      id: 'RB-C56',
      sentence: 'Tells a room whose id is a number, up to the largest',
      reason: room,
      fix: `${readRoom} As a number it needs more than 31 bits.`,
      scene: { calls: [{ ...aCall, room: 4_294_967_295 }] },
      steps: [{ body, wants: gives('CallInfo.RoomId', 'CallInfo.RoomIdType') }],
    },
    {
      id: 'RB-C57',
      sentence: 'Tells a call without a room from one with a room',
      reason: room,
      fix: `${readRoom} An empty RoomId is no error.`,
      scene: { calls: [aCall] },
      steps: [{ body, wants: gives('CallInfo.RoomId', 'CallInfo.RoomIdType') }],
    },
    {
      id: 'RB-C58',
      sentence: 'Tells the chat group of a call, and that there is none',
      reason: 'ChatGroupId names the group of a group call, and is empty otherwise.',
      fix: 'Read ChatGroupId from CallInfo; it begins with signs such as @ and #.',
      scene: {
        calls: [
          { ...aCall, group: '@TGS#1YTTZEAEG' },
          { ...aCall, id: 'without', from: 'user3', to: ['user4'] },
        ],
      },
      steps: [
        { body, wants: gives('CallInfo.ChatGroupId') },
        { body: { CallId: 'without' }, wants: gives('CallInfo.ChatGroupId') },
      ],
    },
    {
      id: 'RB-C59',
      sentence: 'Takes ids and accounts of any signs to the service and back',
      reason: 'Body and answer are JSON in UTF-8, and accounts are texts.',
      fix: 'Serialise and parse with a library for JSON, in UTF-8; never put texts together by hand.',
      scene: { calls: [{ ...aCall, id: oddId, from: oddAccounts[0], to: oddAccounts.slice(1) }] },
      steps: [{ body: { CallId: oddId }, wants: gives('CallInfo.CallId', 'UserList') }],
    },
    {
      id: 'RB-C60',
      sentence: 'Gives 101004 for a call that never was',
      reason: gone,
      fix: tellGone,
      scene: {},
      steps: [{ body: { CallId: 'no-such-call' }, wants: refuses('CallNotFound') }],
    },
    {
      id: 'RB-C61',
      sentence: 'Gives 101004 for a call that has ended',
      reason: gone,
      fix: tellGone,
      scene: { calls: [anEndedCall] },
      steps: [{ after: '10s', body, wants: refuses('CallNotFound') }],
    },
  ],
}
