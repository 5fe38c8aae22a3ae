import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CallAction, invitationActions, memberActions, wholeCallActions } from '../../src/call/call.ts'
import { type CallbackBody, callbackCommands, callbacks as contracts } from '../../src/contracts/callbacks.ts'
import { advanceTo, catchUp, findNextDue } from '../../src/emulator/advance.ts'
import type { OutgoingCallback } from '../../src/emulator/callbacks/outgoing-callback.ts'
import { act, createEmulator, startCall } from '../create-emulator.ts'

const users = ['alice', 'bob', 'carol', 'dave', 'erin']
const user = fc.constantFrom(...users)
const action: fc.Arbitrary<CallAction> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ does: fc.constantFrom(...memberActions), user }) },
  {
    weight: 8,
    arbitrary: fc.record({ does: fc.constantFrom(...invitationActions), users: fc.array(user, { maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom(...wholeCallActions) }) },
)
const script = fc.array(fc.tuple(fc.constantFrom(0, 0, 1, 999, 5_000, 29_999, 30_000), action), { maxLength: 30 })
const callees = fc.shuffledSubarray(users.slice(1), { minLength: 1 })

const scenario = {
  ringback: 1,
  start: '2026-01-15T09:30:00Z',
  apps: [
    {
      sdkAppId: 88888888,
      secretKey: 'k',
      admins: ['administrator'],
      callback: { url: 'http://127.0.0.1/', commands: callbackCommands },
    },
  ],
} as const

type Change = CallbackBody<'Call.CallbackAfterMemberChanged'>

/** The callbacks of one step, and the members in get_call_info after it, undefined once the call has ended. */
interface Step {
  readonly callbacks: readonly CallbackBody[]
  readonly members: Change['UserList'] | undefined
}

/** Applies a script to a call, and returns its steps: the start, each action and each ring timeout. */
async function play(to: readonly string[], actions: readonly (readonly [number, CallAction])[]): Promise<Step[]> {
  const send = async () => ({ status: 200, text: '' })
  const { core, fetch, target } = createEmulator({ scenario, clock: 'manual', send, rateLimit: 'off' })
  const steps: Step[] = []
  let seen = 0
  const getMembers = async () => {
    const deliveries = core.callbacks.since(seen)
    seen += deliveries.length
    const response = await fetch(target('get_call_info'), { method: 'POST', body: '{"CallId":"c"}' })
    const json: { readonly Response?: Pick<Change, 'UserList'> } = JSON.parse(await response.text())
    steps.push({ callbacks: deliveries.map(toStrict), members: json.Response?.UserList })
  }
  const held = startCall(core, 88888888, { id: 'c', from: 'alice', to, media: 'audio' })
  await getMembers()
  for (const [wait, one] of actions) {
    const until = catchUp(core.defaultApp) + wait
    for (
      let due = findNextDue(core.defaultApp);
      due !== undefined && due <= until;
      due = findNextDue(core.defaultApp)
    ) {
      advanceTo(core.defaultApp, due)
      await getMembers()
    }
    advanceTo(core.defaultApp, until)
    act(held, one)
    await getMembers()
  }
  return steps
}

/** The body of a callback, which must match its contract exactly. */
function toStrict({ command, body }: OutgoingCallback): CallbackBody {
  const json: unknown = JSON.parse(body)
  const checked = contracts[command].body.strict().parse(json)
  expect(checked).toEqual(json)
  expect(checked.CallbackCommand).toBe(command)
  return checked
}

const isChange = (body: CallbackBody): body is Change => body.CallbackCommand === 'Call.CallbackAfterMemberChanged'

/** The members after some changes. */
function applyChanges(before: Change['UserList'], changes: Change['ChangedUserList']): Change['UserList'] {
  let list = before
  for (const { User_Account, ActionType } of changes) {
    if (ActionType === 'Answer') {
      list = list.map(one => (one.User_Account === User_Account ? { User_Account, Status: 'Calling' } : one))
    } else if (ActionType === 'Join' || ActionType === 'Invite') {
      list = [...list, { User_Account, Status: ActionType === 'Join' ? 'Calling' : 'Waiting' }]
    } else list = list.filter(one => one.User_Account !== User_Account)
  }
  return list
}

function checkMembers(steps: readonly Step[]): void {
  for (const [turn, { callbacks, members }] of steps.entries()) {
    const change = callbacks.find(isChange)
    if (!change) continue
    // A change that ended the call has the members before it without those who left.
    const left = change.ChangedUserList.map(one => one.User_Account)
    const rest = steps[turn - 1]?.members?.filter(one => !left.includes(one.User_Account))
    expect(change.UserList).toEqual(members ?? rest)
  }
}

function checkChanges(steps: readonly Step[]): void {
  let members: Change['UserList'] = []
  for (const body of steps.flatMap(({ callbacks }) => callbacks)) {
    if ('CallRecord' in body) continue
    if (isChange(body)) expect(applyChanges(members, body.ChangedUserList)).toEqual(body.UserList)
    members = body.UserList
  }
}

function checkOrder(steps: readonly Step[]): void {
  const all = steps.flatMap(({ callbacks }) => callbacks)
  const names = all.map(({ CallbackCommand }) => CallbackCommand)
  const placesOf = (command: string) => names.flatMap((name, place) => (name === command ? [place] : []))
  expect(placesOf('Call.CallbackAfterStartCall')).toEqual([0])
  const hasEnded = steps.at(-1)?.members === undefined
  expect(placesOf('Call.CallbackAfterEndCall')).toEqual(hasEnded ? [names.length - 1] : [])
  const times = all.map(({ EventTime }) => EventTime)
  expect(times).toEqual(times.toSorted((one, other) => one - other))
}

function checkRecord(steps: readonly Step[]): void {
  const all = steps.flatMap(({ callbacks }) => callbacks)
  const end = all.at(-1)
  if (!end || !('CallRecord' in end)) return
  const { CalleeList_Account, AcceptTime, CallResult, EndTime, StartTime } = end.CallRecord
  const named = all.flatMap(body => ('CallRecord' in body ? [] : body.UserList.map(one => one.User_Account)))
  expect(new Set(CalleeList_Account)).toEqual(new Set(named))
  const entered = all.filter(isChange).find(({ ChangedUserList: [one] }) => {
    return one?.ActionType === 'Answer' || (one?.ActionType === 'Join' && one.User_Account !== 'alice')
  })
  expect(AcceptTime).toBe(Math.floor((entered?.EventTime ?? 0) / 1000))
  if (CallResult === 'NormalEnd') expect(AcceptTime).toBeGreaterThanOrEqual(StartTime)
  if (['Cancel', 'Reject', 'NotAnswer', 'CallBusy'].includes(CallResult)) expect(AcceptTime).toBe(0)
  expect(Math.floor(end.EventTime / 1000)).toBe(EndTime)
}

test('Callbacks of any call agree with get_call_info, with each other and with the record', () =>
  fc.assert(
    fc.asyncProperty(callees, script, async (to, actions) => {
      const steps = await play(to, actions)
      for (const check of [checkMembers, checkChanges, checkOrder, checkRecord]) check(steps)
    }),
    { numRuns: 200 },
  ))

test('Callbacks report every kind of change and every result', async () => {
  const seen = new Set<string>()
  for (const [to, actions] of fc.sample(fc.tuple(callees, script), { numRuns: 300, seed: 1 })) {
    for (const body of (await play(to, actions)).flatMap(({ callbacks }) => callbacks)) {
      if (isChange(body)) for (const { ActionType } of body.ChangedUserList) seen.add(ActionType)
      if ('CallRecord' in body) seen.add(body.CallRecord.CallResult)
    }
  }
  const actions = ['Answer', 'Reject', 'NotAnswer', 'Hangup', 'Join', 'Offline', 'Invite', 'Cancel_Invite']
  const results = ['Cancel', 'Reject', 'NotAnswer', 'NormalEnd', 'CallBusy', 'Interrupt', 'Offline']
  expect([...seen].sort()).toEqual([...new Set([...actions, ...results])].sort())
})
