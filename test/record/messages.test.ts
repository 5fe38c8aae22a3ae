import { expect, test } from 'vitest'
import { explainBreak, explainRecording, explainServerRefusal, explainTooLarge } from '../../src/record/messages.ts'

const replaced = { accounts: 2, calls: 1, rooms: 0, groups: 0, applications: 1, administrators: 1 }
const plain = {
  exchanges: 1,
  lead: 0,
  calls: 1,
  faults: 0,
  own: 0,
  leftOut: 0,
  notReproduced: 0,
  isLenient: false,
  replaced,
}

test('Makes the message of every recording and its limits', () => {
  expect(explainRecording(plain)).toMatchSnapshot()
  expect(
    explainRecording({ ...plain, exchanges: 9, lead: 60_000, own: 1, leftOut: 2, notReproduced: 1, isLenient: true }),
  ).toMatchSnapshot()
})

test('Makes the message of broken connections, large requests and refusals', () => {
  expect([
    explainBreak({ code: 'connection-failed', error: 'ECONNRESET' }),
    explainBreak({ code: 'protocol-switch' }),
    explainBreak({ code: 'answer-too-large', limit: 16_777_216 }),
    explainTooLarge(16_777_216),
    explainServerRefusal('UserSigExpired'),
  ]).toMatchSnapshot()
})
