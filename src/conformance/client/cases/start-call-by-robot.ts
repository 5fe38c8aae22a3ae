import { type CommandCases, gives, oddAccounts } from '../case.ts'

const body = {
  Robot_Account: 'robot',
  CalleeList_Account: ['user2'],
  Timeout: 30_000,
  CallInfo: { MediaType: 'Audio' as const },
}
const answered = { page: 71845 } as const
const sent = 'What the request leaves out or changes, the called ones never get.'
const sendAll = 'Send every field that was given, under the name and as the type of the page.'

/** What start_call_by_robot takes, and what it gives. */
export const startCallByRobot: CommandCases<'start_call_by_robot'> = {
  seen: { page: 74505 },
  plain: { scene: {}, body, gives: ['CallId'] },
  own: [
    {
      id: 'RB-C80',
      sentence: 'Gives the id of each call it has started',
      reason: 'By CallId alone can the call be followed or ended.',
      fix: 'Read CallId from the Response of the very answer.',
      seen: answered,
      scene: {},
      steps: [
        { body, wants: gives('CallId') },
        { body: { ...body, Robot_Account: 'another-robot', CalleeList_Account: ['user3'] }, wants: gives('CallId') },
      ],
    },
    {
      id: 'RB-C81',
      sentence: 'Calls several at once, and gives what became of the call to each',
      reason: 'CallResult has an entry for each of those who are called.',
      fix: 'Send CalleeList_Account as a list, and read all of CallResult.',
      seen: answered,
      scene: {},
      steps: [
        { body: { ...body, CalleeList_Account: ['user2', 'user3', 'user4'] }, wants: gives('CallId', 'CallResult') },
      ],
    },
    {
      id: 'RB-C82',
      sentence: 'Starts calls of both media, in rooms of both kinds',
      reason: sent,
      fix: sendAll,
      scene: {},
      steps: [
        {
          body: { ...body, CallInfo: { MediaType: 'Video', RoomId: 'roomid-1434', RoomIdType: 2 } },
          wants: gives('CallId'),
        },
        {
          body: {
            ...body,
            Robot_Account: 'another-robot',
            CalleeList_Account: ['user3'],
            CallInfo: { MediaType: 'Audio', RoomId: '4294967295', RoomIdType: 1 },
          },
          wants: gives('CallId'),
        },
      ],
    },
    {
      id: 'RB-C83',
      sentence: 'Takes the shortest and the longest Timeout, in milliseconds',
      reason: 'Timeout is from 10,000 to 600,000 ms.',
      fix: 'Send Timeout in milliseconds, as a number, within both bounds included.',
      scene: {},
      steps: [
        { body: { ...body, Timeout: 10_000 }, wants: gives('CallId') },
        {
          body: { ...body, Robot_Account: 'another-robot', CalleeList_Account: ['user3'], Timeout: 600_000 },
          wants: gives('CallId'),
        },
      ],
    },
    {
      id: 'RB-C84',
      sentence: 'Hands through UserData of 1000 bytes, and texts of any signs',
      reason: 'UserData has at most 1000 bytes; the body is JSON in UTF-8.',
      fix: 'Serialise the body with a library for JSON; count the bytes of UTF-8, and not characters.',
      scene: {},
      steps: [
        {
          body: {
            ...body,
            Robot_Account: oddAccounts[0],
            CalleeList_Account: oddAccounts.slice(1),
            // Three bytes each, and one more.
            UserData: `${'电'.repeat(333)}"`,
          },
          wants: gives('CallId'),
        },
      ],
    },
    {
      id: 'RB-C85',
      sentence: 'Sends what is to be pushed to those who are offline',
      reason: sent,
      fix: sendAll,
      scene: {},
      steps: [
        {
          body: {
            ...body,
            OfflinePushInfo: { PushFlag: 0, Title: 'Reminder', Desc: 'It is time.', Ext: '{"key":"value"}' },
          },
          wants: gives('CallId'),
        },
      ],
    },
  ],
}
