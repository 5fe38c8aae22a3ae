import { expect, test } from 'vitest'
import { explainRecording } from '../../src/record/messages.ts'

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

test('Describes recordings and their limits', () => {
  expect(explainRecording(plain)).toMatchSnapshot()
  expect(
    explainRecording({ ...plain, exchanges: 9, lead: 60_000, own: 1, leftOut: 2, notReproduced: 1, isLenient: true }),
  ).toMatchSnapshot()
})
