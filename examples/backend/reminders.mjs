import { setTimeout as pause } from 'node:timers/promises'

/** The callbacks that tell what becomes of a call. */
export const callbackCommands = [
  'Call.CallbackAfterStartCall',
  'Call.CallbackAfterMemberChanged',
  'Call.CallbackAfterEndCall',
]

/** How long a reminder rings, in milliseconds; the service takes 10 s to 10 min. */
const ring = 30_000

/** A reminder only ever moves to the right, so callbacks may come twice, late, or in another order. */
const states = ['ringing', 'answered', 'ended']

/**
 * Calls people to remind them, and follows those calls. A reminder goes by its call's id. They are kept in memory; with
 * more at stake, keep them in a database.
 */
export function createReminders({ api, robot, recordDelay, log }) {
  const reminders = new Map()
  const starting = new Set()

  async function start(callee) {
    const call = api.startCall(robot, callee, ring).then(id => {
      const reminder = { id, callee, state: 'ringing', record: null }
      reminders.set(id, reminder)
      return reminder
    })
    starting.add(call)
    try {
      return await call
    } finally {
      starting.delete(call)
    }
  }

  /** What a callback means for the reminders; calls of others pass by. */
  async function hear(event) {
    // A callback may overtake the answer that says which call is ours.
    await Promise.allSettled(starting)
    const callId = event.CallId ?? event.CallInfo?.CallId ?? event.CallRecord?.CallId
    const reminder = reminders.get(callId)
    if (!reminder) return
    switch (event.CallbackCommand) {
      case 'Call.CallbackAfterStartCall':
        return
      case 'Call.CallbackAfterMemberChanged':
        if (event.ChangedUserList.some(isAnswerOf(reminder.callee))) move(reminder, 'answered')
        return
      case 'Call.CallbackAfterEndCall':
        if (move(reminder, 'ended')) await readRecord(reminder)
        return
      default:
        log(`${callId}: nothing is known of ${event.CallbackCommand}`)
    }
  }

  function move(reminder, state) {
    if (states.indexOf(state) <= states.indexOf(reminder.state)) return false
    reminder.state = state
    log(`${reminder.id}: ${state}`)
    return true
  }

  async function readRecord(reminder) {
    await pause(recordDelay)
    const { CallResult, StartTime, AcceptTime, EndTime } = await api.getRecord(reminder.id)
    reminder.record = {
      result: CallResult,
      startedAt: toDate(StartTime),
      // 0 if nobody answered.
      answeredAt: AcceptTime === 0 ? null : toDate(AcceptTime),
      endedAt: toDate(EndTime),
    }
    log(`${reminder.id}: ${CallResult}`)
  }

  return { start, hear, find: id => reminders.get(id) }
}

// The documentation's table of words says Accept where its sample says Answer.
const isAnswerOf = callee => change =>
  change.User_Account === callee && ['Answer', 'Accept'].includes(change.ActionType)

const toDate = seconds => new Date(seconds * 1000).toISOString()
