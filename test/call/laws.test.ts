import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CallEvent } from '../../src/call/call.ts'
import {
  type Call,
  type CallAction,
  findDeadline,
  type Instant,
  invitationActions,
  type Member,
  memberActions,
  type Outcome,
  wholeCallActions,
} from '../../src/call/call.ts'
import { type CallInit, start, step, type Transition } from '../../src/call/transition.ts'
import { freeze } from './play.ts'

// Laws that hold for any call after any actions.

const users = ['alice', 'bob', 'carol', 'dave', '__proto__']
const user = fc.constantFrom(...users)
const ring = fc.constantFrom(0, 1_000, 30_000, Number.POSITIVE_INFINITY)

const opening: fc.Arbitrary<CallInit> = fc
  .record({ everyone: fc.shuffledSubarray(users, { minLength: 2 }), ring, group: fc.option(fc.string()) })
  .map(({ everyone: [from = '', ...to], ring, group }) => {
    return { id: 'c', from, to, media: 'audio', ring, group: group ?? undefined }
  })

const command: fc.Arbitrary<CallAction> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ does: fc.constantFrom(...memberActions), user }) },
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constantFrom(...invitationActions), users: fc.array(user, { maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom(...wholeCallActions) }) },
  { weight: 2, arbitrary: fc.constant({ does: 'expire' } as const) },
)

const script = fc.array(fc.tuple(fc.constantFrom(0, 1, 500, 1_000, 29_000, 30_000), command), { maxLength: 25 })

interface Step {
  readonly before: Call
  readonly command: CallAction
  readonly now: Instant
  readonly next: Transition
  readonly after: Call
}

/** Runs a script on frozen calls and returns every step. */
function* runScript(
  opening: CallInit,
  script: readonly (readonly [wait: number, command: CallAction])[],
): Generator<Step> {
  const result = start(freeze(opening), 0)
  if ('code' in result) throw new Error(result.code)
  let before = freeze(result.call)
  let now = 0
  for (const [wait, command] of script) {
    now += wait
    const next = freeze(step(before, freeze(command), now))
    const after = 'code' in next ? before : next.call
    yield { before, command, now, next, after }
    before = after
  }
}

const checkLaw = (law: (step: Step) => void) =>
  fc.assert(
    fc.property(opening, script, (opening, script) => {
      for (const step of runScript(opening, script)) law(step)
    }),
    { numRuns: 500 },
  )

const states = (members: readonly Member[]) => new Map(members.map(member => [member.user, member.state]))
const eventsOf = (next: Transition): readonly CallEvent[] => ('code' in next ? [] : next.events)

test('Rejects every action on an ended call', () => {
  checkLaw(({ before, next, after }) => {
    if (!before.ending) return
    expect(next).toEqual({ code: 'call-ended' })
    expect(after).toBe(before)
  })
})

test('Ends a call when at most one member is left', () => {
  checkLaw(({ after }) => {
    expect(after.members.length).not.toBe(1)
    expect(after.ending !== undefined).toBe(after.members.length === 0)
  })
})

test('Allows an action exactly when the members allow it', () => {
  checkLaw(({ before, command, next }) => {
    expect('code' in next, JSON.stringify(command)).toBe(!isAllowed(before, command))
  })
})

function isAllowed(call: Call, command: CallAction): boolean {
  if (call.ending) return false
  const state = states(call.members)
  if ('user' in command) {
    if (command.does === 'join') return !state.has(command.user)
    if (command.does === 'hangup') return state.get(command.user) === 'talking'
    if (command.does === 'offline') return state.has(command.user)
    return state.get(command.user) === 'ringing'
  }
  if ('users' in command) {
    const { users } = command
    if (users.length === 0 || new Set(users).size < users.length) return false
    return users.every(user => state.get(user) === (command.does === 'invite' ? undefined : 'ringing'))
  }
  return command.does !== 'cancel' || call.answeredAt === undefined
}

test('Reports an event for every change among the members', () => {
  checkLaw(({ before, next, after }) => {
    const state = states(before.members)
    for (const event of eventsOf(next)) applyEvent(state, event)
    expect(states(after.members)).toEqual(state)
  })
})

function applyEvent(state: Map<string, Member['state']>, event: CallEvent): void {
  if (event.what === 'started') return
  if (event.what === 'ended') state.clear()
  else if (event.what === 'answered' || event.what === 'joined') state.set(event.user, 'talking')
  else if (event.what === 'invited') state.set(event.user, 'ringing')
  else state.delete(event.user)
}

test('Reports events of this call and time, an end last and once', () => {
  checkLaw(({ before, command, now, next, after }) => {
    const events = eventsOf(next)
    for (const event of events) expect(event).toMatchObject({ at: now, call: before.id })
    const ends = events.filter(event => event.what === 'ended')
    expect(ends).toEqual(!before.ending && after.ending ? [events.at(-1)] : [])
    if (!('code' in next) && command.does !== 'expire') expect(events).not.toEqual([])
  })
})

test('Derives the outcome from the answer and from what ended the call', () => {
  checkLaw(({ before, command, now, next, after }) => {
    if (before.ending || !after.ending) return
    const last = eventsOf(next).at(-2)?.what
    expect(after.ending).toMatchObject({ at: now, outcome: toOutcome(command, last, before.answeredAt !== undefined) })
    expect(eventsOf(next).at(-1)).toHaveProperty('outcome', after.ending.outcome)
  })
})

function toOutcome(command: CallAction, last: CallEvent['what'] | undefined, answered: boolean): Outcome {
  if (command.does === 'interrupt') return 'interrupted'
  if (last === 'went-offline') return 'offline'
  if (answered) return 'completed'
  return last === 'rejected' || last === 'unanswered' || last === 'busy' ? last : 'cancelled'
}

test('Remembers the members at the end', () => {
  checkLaw(({ before, next, after }) => {
    if (before.ending || !after.ending) return
    const state = states(before.members)
    for (const event of eventsOf(next)) if (event.what !== 'ended') applyEvent(state, event)
    expect(states(after.ending.left)).toEqual(state)
    expect(after.ending.left.length).toBeGreaterThan(0)
  })
})

test('Lists every member once, the caller first', () => {
  checkLaw(({ before, after }) => {
    const users = after.members.map(member => member.user)
    expect(new Set(users).size).toBe(users.length)
    expect(new Set(after.everyone).size).toBe(after.everyone.length)
    expect(after.everyone).toEqual(expect.arrayContaining(users))
    expect(after.everyone[0]).toBe(after.caller)
    expect(after.everyone.slice(0, before.everyone.length)).toEqual(before.everyone)
  })
})

test('Keeps the time of the first answer, or of the first user but the caller who joins', () => {
  checkLaw(({ before, now, next, after }) => {
    const enters = eventsOf(next).some(
      event => event.what === 'answered' || (event.what === 'joined' && event.user !== before.caller),
    )
    expect(after.answeredAt).toBe(before.answeredAt ?? (enters ? now : undefined))
    if (after.ending) expect(after.answeredAt ?? after.startedAt).toBeLessThanOrEqual(after.ending.at)
  })
})

test('Never changes the initial data of a call', () => {
  checkLaw(({ before, after }) => {
    const { members, everyone, answeredAt, ending, ...initial } = before
    expect(after).toMatchObject(initial)
  })
})

test('Gives the same transition for the same input, and changes no input', () => {
  // The calls and commands are frozen, so a transition that changed one would throw.
  checkLaw(({ before, command, now, next }) => expect(step(before, command, now)).toEqual(next))
})

test('Finds the earliest ring timeout as the deadline', () => {
  checkLaw(({ after }) => {
    const ends = after.members.flatMap(member => (member.state === 'ringing' ? [member.until] : []))
    const earliest = Math.min(...ends)
    expect(findDeadline(after)).toBe(Number.isFinite(earliest) ? earliest : undefined)
  })
})

test('Gives new members the ring duration of the call', () => {
  checkLaw(({ before, command, now, after }) => {
    for (const member of after.members) {
      if (member.state !== 'ringing' || before.members.includes(member)) continue
      expect(command.does).toBe('invite')
      expect(member.until).toBe(now + before.ring)
    }
  })
})

test('Expires no member before the deadline, and at least one at the deadline', () => {
  checkLaw(({ after }) => {
    const deadline = findDeadline(after)
    if (deadline === undefined) return
    expect(step(after, { does: 'expire' }, deadline - 1)).toEqual({ call: after, events: [] })
    const next = step(after, { does: 'expire' }, deadline)
    if ('code' in next) throw new Error(next.code)
    expect(next.events).toContainEqual(expect.objectContaining({ what: 'unanswered' }))
    expect(next.call.members.length).toBeLessThan(after.members.length)
    expect(findDeadline(next.call) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(deadline)
  })
})

test('Covers every action and every outcome', () => {
  const actions = new Set<string>()
  const outcomes = new Set<string>()
  for (const [opened, actionScript] of fc.sample(fc.tuple(opening, script), { numRuns: 1_000, seed: 1 })) {
    for (const { next, command, after } of runScript(opened, actionScript)) {
      if (!('code' in next)) actions.add(command.does)
      if (after.ending) outcomes.add(after.ending.outcome)
    }
  }
  expect([...actions].sort()).toEqual([...memberActions, ...invitationActions, ...wholeCallActions, 'expire'].sort())
  expect([...outcomes].sort()).toEqual(
    ['busy', 'cancelled', 'completed', 'interrupted', 'offline', 'rejected', 'unanswered'].sort(),
  )
})
