import {
  type CommandCases,
  callId,
  endedCall,
  failsWith,
  returns,
  ringingCall,
  unusualAccounts,
  unusualId,
} from '../case.ts'

const body = { CallId: callId }
const readAll = 'Read all of UserList from each response, and each Status from its own entry.'
const members = {
  reason: 'CallInfo and UserList are separate fields of Response, and each member has a Status of its own.',
  fix: readAll,
}
const room = 'RoomIdType says what RoomId is: 1 a number, 2 a string, 0 for no room.'
const readRoom = 'Keep RoomId as the text it is, and return RoomIdType with it.'
const ended = {
  reason: '101004 means that the call does not exist or has ended; clients learn of the end of a call by it.',
  fix: 'Return 101004 as an error with that number; an empty result would be mistaken for a call without members.',
}
const serialize = 'Serialize and parse with a JSON library, in UTF-8; never concatenate texts by hand.'

/** The cases of get_call_info. */
export const getCallInfo: CommandCases<'get_call_info'> = {
  plain: { setup: { calls: [ringingCall] }, body, returns: ['CallInfo.CallId', 'UserList'] },
  own: [
    {
      id: 'RB-C50',
      title: 'Returns the members of a ringing call',
      ...members,
      setup: { calls: [ringingCall] },
      steps: [{ body, expected: returns('CallInfo.CallId', 'UserList') }],
    },
    {
      id: 'RB-C51',
      title: 'Returns that a waiting member has joined and that the call has ended',
      reason: 'Members come and go during a call: a response describes one point in time.',
      fix: 'Send a request each time, and cache no response.',
      setup: { calls: [endedCall] },
      steps: [
        { body, expected: returns('UserList') },
        { after: '3s', body, expected: returns('UserList') },
        { after: '10s', body, expected: failsWith('CallNotFound') },
      ],
    },
    {
      id: 'RB-C52',
      title: 'Returns every member of a group call with its state',
      ...members,
      setup: {
        calls: [
          {
            ...ringingCall,
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
        { body, expected: returns('UserList') },
        { after: '5s', body, expected: returns('UserList') },
      ],
    },
    {
      id: 'RB-C53',
      title: 'Returns all of fifty members of a call',
      reason: 'The page names no bound of the list.',
      fix: readAll,
      setup: { calls: [{ ...ringingCall, to: Array.from({ length: 49 }, (_, index) => `member-${index + 1}`) }] },
      steps: [{ body, expected: returns('UserList') }],
    },
    {
      id: 'RB-C54',
      title: 'Distinguishes audio and video calls',
      reason: 'MediaType is Audio or Video.',
      fix: 'Read MediaType from CallInfo; do not assume one of the two.',
      setup: {
        calls: [ringingCall, { ...ringingCall, id: 'a-video-call', from: 'user3', to: ['user4'], media: 'video' }],
      },
      steps: [
        { body, expected: returns('CallInfo.MediaType') },
        { body: { CallId: 'a-video-call' }, expected: returns('CallInfo.CallId', 'CallInfo.MediaType') },
      ],
    },
    {
      id: 'RB-C55',
      title: 'Returns a room with a string as its id',
      reason: room,
      fix: readRoom,
      setup: { calls: [{ ...ringingCall, room: '会议室 "1434"' }] },
      steps: [{ body, expected: returns('CallInfo.RoomId', 'CallInfo.RoomIdType') }],
    },
    {
      id: 'RB-C56',
      title: 'Returns a room with the largest number as its id',
      reason: room,
      fix: `${readRoom} As a number it needs more than 31 bits.`,
      setup: { calls: [{ ...ringingCall, room: 4_294_967_295 }] },
      steps: [{ body, expected: returns('CallInfo.RoomId', 'CallInfo.RoomIdType') }],
    },
    {
      id: 'RB-C57',
      title: 'Distinguishes a call without a room',
      reason: room,
      fix: `${readRoom} An empty RoomId is not an error.`,
      setup: { calls: [ringingCall] },
      steps: [{ body, expected: returns('CallInfo.RoomId', 'CallInfo.RoomIdType') }],
    },
    {
      id: 'RB-C58',
      title: 'Returns the chat group of a call, or that it has none',
      reason: 'ChatGroupId is the group of a group call, and empty otherwise.',
      fix: 'Read ChatGroupId from CallInfo; it may contain characters such as @ and #.',
      setup: {
        calls: [
          { ...ringingCall, group: '@TGS#1YTTZEAEG' },
          { ...ringingCall, id: 'without', from: 'user3', to: ['user4'] },
        ],
      },
      steps: [
        { body, expected: returns('CallInfo.ChatGroupId') },
        { body: { CallId: 'without' }, expected: returns('CallInfo.ChatGroupId') },
      ],
    },
    {
      id: 'RB-C59',
      title: 'Preserves unusual characters of ids and accounts in both directions',
      reason: 'Request and response are JSON in UTF-8, and accounts are strings.',
      fix: serialize,
      setup: { calls: [{ ...ringingCall, id: unusualId, from: unusualAccounts[0], to: unusualAccounts.slice(1) }] },
      steps: [{ body: { CallId: unusualId }, expected: returns('CallInfo.CallId', 'UserList') }],
    },
    {
      id: 'RB-C60',
      title: 'Returns 101004 for a call that never existed',
      ...ended,
      steps: [{ body: { CallId: 'no-such-call' }, expected: failsWith('CallNotFound') }],
    },
    {
      id: 'RB-C61',
      title: 'Returns 101004 for a call that has ended',
      ...ended,
      setup: { calls: [endedCall] },
      steps: [{ after: '10s', body, expected: failsWith('CallNotFound') }],
    },
  ],
}

const ends = {
  reason: 'A success of end_call has no Response: ErrorCode 0 is the whole result.',
  fix: 'Send CallId as it is, and accept ErrorCode 0 as a success without reading a Response.',
}
const notRunning = {
  reason: '101004 means that there is no call to end.',
  fix: 'Return 101004 as an error with that number, and let the caller decide that it does not matter.',
}

/** The cases of end_call. */
export const endCall: CommandCases<'end_call'> = {
  own: [
    {
      id: 'RB-C70',
      title: 'Ends a ringing call',
      ...ends,
      setup: { calls: [ringingCall] },
      steps: [{ body, expected: returns() }],
    },
    {
      id: 'RB-C71',
      title: 'Ends an answered group call',
      ...ends,
      setup: {
        calls: [{ ...ringingCall, to: ['user2', 'user3'], then: [{ at: '1s', user: 'user2', does: 'answer' }] }],
      },
      steps: [{ after: '2s', body, expected: returns() }],
    },
    {
      id: 'RB-C72',
      title: 'Returns 101004 for ending a call twice',
      ...notRunning,
      setup: { calls: [ringingCall] },
      steps: [
        { body, expected: returns() },
        { body, expected: failsWith('CallNotFound') },
      ],
    },
    {
      id: 'RB-C73',
      title: 'Returns 101004 for ending a call that never existed',
      ...notRunning,
      steps: [{ body: { CallId: 'no-such-call' }, expected: failsWith('CallNotFound') }],
    },
    {
      id: 'RB-C74',
      title: 'Returns 101004 for ending a call that its members have ended',
      ...notRunning,
      setup: { calls: [endedCall] },
      steps: [{ after: '10s', body, expected: failsWith('CallNotFound') }],
    },
    {
      id: 'RB-C75',
      title: 'Ends a call with unusual characters in its id',
      reason: 'The body is JSON in UTF-8.',
      fix: 'Serialize the body with a JSON library, in UTF-8.',
      setup: { calls: [{ ...ringingCall, id: unusualId }] },
      steps: [{ body: { CallId: unusualId }, expected: returns() }],
    },
  ],
}

const start = {
  Robot_Account: 'robot',
  CalleeList_Account: ['user2'],
  Timeout: 30_000,
  CallInfo: { MediaType: 'Audio' as const },
}
const response = { page: 71845 } as const
const sendsAll = {
  reason: 'Callees never receive what the request omits or changes.',
  fix: 'Send every given field, with the name and type of the page.',
}

/** The cases of start_call_by_robot. */
export const startCallByRobot: CommandCases<'start_call_by_robot'> = {
  plain: { body: start, returns: ['CallId'] },
  own: [
    {
      id: 'RB-C80',
      title: 'Returns the id of each call it starts',
      reason: 'Only CallId identifies the call for requests about it and for ending it.',
      fix: 'Read CallId from the Response to the same request.',
      source: response,
      steps: [
        { body: start, expected: returns('CallId') },
        {
          body: { ...start, Robot_Account: 'another-robot', CalleeList_Account: ['user3'] },
          expected: returns('CallId'),
        },
      ],
    },
    {
      id: 'RB-C81',
      title: 'Calls several accounts at once and returns the result of each',
      reason: 'CallResult has an entry for each callee.',
      fix: 'Send CalleeList_Account as a list, and read all of CallResult.',
      source: response,
      steps: [
        {
          body: { ...start, CalleeList_Account: ['user2', 'user3', 'user4'] },
          expected: returns('CallId', 'CallResult'),
        },
      ],
    },
    {
      id: 'RB-C82',
      title: 'Starts audio and video calls, in rooms of both types',
      ...sendsAll,
      steps: [
        {
          body: { ...start, CallInfo: { MediaType: 'Video', RoomId: 'roomid-1434', RoomIdType: 2 } },
          expected: returns('CallId'),
        },
        {
          body: {
            ...start,
            Robot_Account: 'another-robot',
            CalleeList_Account: ['user3'],
            CallInfo: { MediaType: 'Audio', RoomId: '4294967295', RoomIdType: 1 },
          },
          expected: returns('CallId'),
        },
      ],
    },
    {
      id: 'RB-C83',
      title: 'Sends the shortest and the longest Timeout, in milliseconds',
      reason: 'Timeout is from 10,000 to 600,000 ms.',
      fix: 'Send Timeout in milliseconds, as a number; both bounds are included.',
      steps: [
        { body: { ...start, Timeout: 10_000 }, expected: returns('CallId') },
        {
          body: { ...start, Robot_Account: 'another-robot', CalleeList_Account: ['user3'], Timeout: 600_000 },
          expected: returns('CallId'),
        },
      ],
    },
    {
      id: 'RB-C84',
      title: 'Sends UserData of 1000 bytes and texts with unusual characters',
      reason: 'UserData has at most 1000 bytes; the body is JSON in UTF-8.',
      fix: 'Serialize the body with a JSON library, and count bytes of UTF-8, not characters.',
      steps: [
        {
          body: {
            ...start,
            Robot_Account: unusualAccounts[0],
            CalleeList_Account: unusualAccounts.slice(1),
            // Three bytes each, and one more.
            UserData: `${'电'.repeat(333)}"`,
          },
          expected: returns('CallId'),
        },
      ],
    },
    {
      id: 'RB-C85',
      title: 'Sends the push notification for offline callees',
      ...sendsAll,
      steps: [
        {
          body: {
            ...start,
            OfflinePushInfo: { PushFlag: 0, Title: 'Reminder', Desc: 'It is time.', Ext: '{"key":"value"}' },
          },
          expected: returns('CallId'),
        },
      ],
    },
  ],
}
