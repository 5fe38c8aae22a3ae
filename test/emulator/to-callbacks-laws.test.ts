import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CallAction, invitationActions, memberActions, wholeCallActions } from '../../src/call/call.ts'
import { type CallbackBody, callbackCommands, callbacks } from '../../src/contracts/callbacks.ts'
import { advanceTo, catchUp, findNextDue } from '../../src/emulator/advance.ts'
import type { OutgoingCallback } from '../../src/emulator/callbacks/outgoing-callback.ts'
import { act, createEmulator, startCall } from '../create-emulator.ts'

// What holds for all that is told of a call, whatever is done to it in whatever order.

const people = ['alice', 'bob', 'carol', 'dave', 'erin']
const user = fc.constantFrom(...people)
const command: fc.Arbitrary<CallAction> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ does: fc.constantFrom(...memberActions), user }) },
  {
    weight: 8,
    arbitrary: fc.record({ does: fc.constantFrom(...invitationActions), users: fc.array(user, { maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom(...wholeCallActions) }) },
)
const script = fc.array(fc.tuple(fc.constantFrom(0, 0, 1, 999, 5_000, 29_999, 30_000), command), { maxLength: 30 })
const callees = fc.shuffledSubarray(people.slice(1), { minLength: 1 })

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

/** What was told of one step, and what get_call_info says after it: the members, or undefined once the call has ended. */
interface Moment {
  readonly told: readonly CallbackBody[]
  readonly members: Change['UserList'] | undefined
}

/** Plays a script on a call and gives every moment of it: the start, each deed, each ring that ended in between. */
async function play(to: readonly string[], deeds: readonly (readonly [number, CallAction])[]): Promise<Moment[]> {
  const send = async () => ({ status: 200, text: '' })
  const { core, fetch, target } = createEmulator({ scenario, clock: 'manual', send, rateLimit: 'off' })
  const moments: Moment[] = []
  let seen = 0
  const look = async () => {
    const deliveries = core.callbacks.since(seen)
    seen += deliveries.length
    const response = await fetch(target('get_call_info'), { method: 'POST', body: '{"CallId":"c"}' })
    const json: { readonly Response?: Pick<Change, 'UserList'> } = JSON.parse(await response.text())
    moments.push({ told: deliveries.map(toStrict), members: json.Response?.UserList })
  }
  const held = startCall(core, 88888888, { id: 'c', from: 'alice', to, media: 'audio' })
  await look()
  for (const [wait, deed] of deeds) {
    const until = catchUp(core.defaultApp) + wait
    for (
      let due = findNextDue(core.defaultApp);
      due !== undefined && due <= until;
      due = findNextDue(core.defaultApp)
    ) {
      advanceTo(core.defaultApp, due)
      await look()
    }
    advanceTo(core.defaultApp, until)
    act(held, deed)
    await look()
  }
  return moments
}

/** A body, which must be exactly as its contract has it. */
function toStrict({ command: word, body }: OutgoingCallback): CallbackBody {
  const json: unknown = JSON.parse(body)
  const checked = callbacks[word].body.strict().parse(json)
  expect(checked).toEqual(json)
  expect(checked.CallbackCommand).toBe(word)
  return checked
}

const holds = (law: (moments: readonly Moment[]) => void, numRuns = 150) =>
  fc.assert(
    fc.asyncProperty(callees, script, async (to, deeds) => law(await play(to, deeds))),
    { numRuns },
  )

const isChange = (body: CallbackBody): body is Change => body.CallbackCommand === 'Call.CallbackAfterMemberChanged'

test('the members of a change are those that get_call_info tells of then', () =>
  holds(moments => {
    for (const { told, members } of moments) {
      const change = told.find(isChange)
      if (change && members) expect(change.UserList).toEqual(members)
    }
  }))

test('the members of a change that ended the call are those before it, without who went', () =>
  holds(moments => {
    for (const [turn, { told, members }] of moments.entries()) {
      const change = told.find(isChange)
      if (!change || members) continue
      const gone = change.ChangedUserList.map(one => one.User_Account)
      const before = moments[turn - 1]?.members ?? []
      expect(change.UserList).toEqual(before.filter(one => !gone.includes(one.User_Account)))
    }
  }))

test('from one change to the next, whoever is named explains every difference', () =>
  holds(moments => {
    let known: Change['UserList'] = []
    for (const body of moments.flatMap(({ told }) => told)) {
      if ('CallRecord' in body) continue
      if (isChange(body)) expect(explain(known, body.ChangedUserList)).toEqual(body.UserList)
      known = body.UserList
    }
  }))

function explain(before: Change['UserList'], changes: Change['ChangedUserList']): Change['UserList'] {
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

test('the start is told first and once, the end last and once, and times never go back', () =>
  holds(moments => {
    const all = moments.flatMap(({ told }) => told)
    const words = all.map(({ CallbackCommand }) => CallbackCommand)
    const count = (word: string) => words.filter(one => one === word).length
    expect([words[0], count('Call.CallbackAfterStartCall')]).toEqual(['Call.CallbackAfterStartCall', 1])
    const hasEnded = moments.at(-1)?.members === undefined
    expect(count('Call.CallbackAfterEndCall')).toBe(hasEnded ? 1 : 0)
    if (hasEnded) expect(words.at(-1)).toBe('Call.CallbackAfterEndCall')
    const times = all.map(({ EventTime }) => EventTime)
    expect(times).toEqual(times.toSorted((one, other) => one - other))
  }))

test('the end names everyone who was ever told of, and what came of the call agrees with the changes', () =>
  holds(moments => {
    const all = moments.flatMap(({ told }) => told)
    const end = all.at(-1)
    if (!end || !('CallRecord' in end)) return
    const { CalleeList_Account, AcceptTime, CallResult, EndTime, StartTime } = end.CallRecord
    const named = all.flatMap(body => ('CallRecord' in body ? [] : body.UserList.map(one => one.User_Account)))
    expect(new Set(CalleeList_Account)).toEqual(new Set(named))
    const entered = all.filter(isChange).filter(({ ChangedUserList: [one] }) => {
      return one?.ActionType === 'Answer' || (one?.ActionType === 'Join' && one.User_Account !== 'alice')
    })
    expect(AcceptTime).toBe(Math.floor((entered[0]?.EventTime ?? 0) / 1000))
    if (CallResult === 'NormalEnd') expect(AcceptTime).toBeGreaterThanOrEqual(StartTime)
    if (['Cancel', 'Reject', 'NotAnswer', 'CallBusy'].includes(CallResult)) expect(AcceptTime).toBe(0)
    expect(Math.floor(end.EventTime / 1000)).toBe(EndTime)
  }))

test('every action and every result is told somewhere, and a call is told of for as long as it goes on', async () => {
  const seen = new Set<string>()
  for (const [to, deeds] of fc.sample(fc.tuple(callees, script), { numRuns: 400, seed: 1 })) {
    for (const { told } of await play(to, deeds)) {
      for (const body of told) {
        if (isChange(body)) for (const { ActionType } of body.ChangedUserList) seen.add(ActionType)
        if ('CallRecord' in body) seen.add(body.CallRecord.CallResult)
      }
    }
  }
  const actions = ['Answer', 'Reject', 'NotAnswer', 'Hangup', 'Join', 'Offline', 'Invite', 'Cancel_Invite']
  const results = ['Cancel', 'Reject', 'NotAnswer', 'NormalEnd', 'CallBusy', 'Interrupt', 'Offline']
  expect([...seen].sort()).toEqual([...new Set([...actions, ...results])].sort())
})
