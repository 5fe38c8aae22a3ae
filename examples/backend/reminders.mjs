import { setTimeout as pause } from 'node:timers/promises'

/** The callbacks that reminders depend on. */
export const callbackCommands = [
  'Call.CallbackAfterStartCall',
  'Call.CallbackAfterMemberChanged',
  'Call.CallbackAfterEndCall',
]

/** Ring timeout in milliseconds; the service accepts 10 s to 10 min. */
const ring = 30_000

/** A reminder moves only to a later state, so callbacks may arrive twice, late, or out of order. */
const states = ['ringing', 'answered', 'ended']

/**
 * Calls people to remind them, and follows these calls. The id of a reminder is that of its call. Reminders are in memory;
 * in production, store them in a database.
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

  /** Applies a callback to its reminder; callbacks of other calls are ignored. */
  async function apply(event) {
    // A callback may arrive before the reply with the id of our call.
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
        log(`${callId}: unknown callback ${event.CallbackCommand}`)
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
      // 0 if the call was not answered.
      answeredAt: AcceptTime === 0 ? null : toDate(AcceptTime),
      endedAt: toDate(EndTime),
    }
    log(`${reminder.id}: ${CallResult}`)
  }

  return { start, apply, find: id => reminders.get(id) }
}

// The table of the documentation has Accept where its sample has Answer.
const isAnswerOf = callee => change =>
  change.User_Account === callee && ['Answer', 'Accept'].includes(change.ActionType)

const toDate = seconds => new Date(seconds * 1000).toISOString()
