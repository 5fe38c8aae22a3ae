import { expect, test } from 'vitest'
import { checkSnapshot } from '../../src/emulator/snapshot/check.ts'
import { createCore, doTo, plan } from '../emulator/saved.ts'

/** An emulator with something of everything: a call that rings, one that is over, callbacks that wait, faults, deeds. */
function save(): string {
  const core = createCore()
  doTo(core, { do: 'open', app: 1, ring: 60_000, id: 'over' })
  const over = core.findCall('over')
  if (over) core.obey(over, { does: 'cancel' })
  return JSON.stringify(core.save())
}

const saved = save()

/** A path of keys and indices; `{open}` stands for the place in the timeline of the first that is due in that way. */
const toKeys = (path: string, data: unknown): readonly string[] =>
  path.split('.').map(key => {
    const kind = /^\{(.*)\}$/.exec(key)?.[1]
    const { timeline }: { readonly timeline?: readonly { readonly due: string }[] } = Object(data)
    return kind === undefined ? key : `${timeline?.findIndex(({ due }) => due === kind)}`
  })

const find = (data: unknown, keys: readonly string[]) =>
  keys.reduce<unknown>((at, key) => Reflect.get(Object(at), key), data)

/** The document with another value in one place; `undefined` for none. */
function change(path: string, to: unknown): unknown {
  const data: unknown = JSON.parse(saved)
  const keys = toKeys(path, data)
  const holder = Object(find(data, keys.slice(0, -1)))
  const key = keys.at(-1) ?? ''
  const value = typeof to === 'function' ? to((other: string) => find(data, toKeys(other, data))) : to
  if (value === undefined) Reflect.deleteProperty(holder, key)
  else Reflect.set(holder, key, value)
  return data
}

type Get = (path: string) => unknown

/** A list with something more at its end. */
const and = (path: string, more: string) => (get: Get) => [get(path), get(more)].flat()

test.each<readonly [changed: string, to: unknown, path: string, words: string]>([
  ['apps.1.plan.sdkAppId', 1, 'apps.1.plan.sdkAppId', 'sdkAppId is 1, as before: want each application once'],
  ['now', 1.5, 'now', 'now is 1.5: want whole milliseconds'],
  ['now', 5, 'now', 'now is 5: want it not before beginning'],
  ['beginning', 1.5, 'beginning', 'beginning is 1.5: want whole milliseconds'],
  ['apps.0.calls.0.startedAt', 8_000_000_000_000, 'apps.0.calls.0.startedAt', 'want it not after now'],
  ['apps', [], 'apps', 'apps is an empty list: want a list of applications, 1 at least'],
  ['apps.0.calls', and('apps.0.calls', 'apps.0.calls.0'), 'apps.0.calls.2.id', 'id is "answered", as before'],
  ['apps.0.ended', [], 'apps.0.calls.1.ending', '"over" has ended: want it named in ended'],
  ['apps.0.ended', ['over', 'over'], 'apps.0.ended.1', '"over" is named before'],
  ['apps.0.ended', ['over', 'answered'], 'apps.0.ended.1', '"answered" is no call of the application that has ended'],
  ['apps.0.ended', ['over', 'nowhere'], 'apps.0.ended.1', '"nowhere" is no call of the application that has ended'],
  ['faults.1.id', 'fault-1', 'faults.1.id', 'id is "fault-1", as before'],
  ['faults.1.id', 'fault', 'faults.1.id', 'id is "fault": want an id such as fault-1'],
  ['counts.faults', 6, 'faults.6.id', 'id is "fault-7", but counts.faults is 6'],
  ['callbacks', and('callbacks', 'callbacks.0'), 'callbacks.4.id', 'as before: want each of the callbacks once'],
  ['counts.callbacks', 1, 'callbacks.1.id', 'but counts.callbacks is 1'],
  ['timeline.0.at', 8e15, 'timeline.1.at', 'want the timeline in its order'],
  ['timeline.0.at', (get: Get) => get('now'), 'timeline.0.at', 'want it after now'],
  ['timeline.{open}.call', 99, 'timeline.{open}', 'There is no call 99 in the plan, which has 4'],
  ['timeline.{deed}.app', 3, 'timeline.{deed}', 'There is no application 3'],
  ['timeline.{deed}.command.does', 'dance', 'timeline.{deed}.command.does', 'nothing that can be done to a call'],
  ['timeline.{deadline}.call', 'x', 'timeline.{deadline}', 'There is no call "x" in application 1'],
  ['timeline.0.due', 'dead', 'timeline.0.due', 'nothing that can be due'],
  ['apps.0.calls.0.wakesAt', undefined, 'apps.0.calls.0.wakesAt', 'want wakesAt then, or before'],
  [
    'apps.0.calls.0.wakesAt',
    (get: Get) => Number(get('now')) + 1,
    'apps.0.calls.0.wakesAt',
    'want a deadline of the call',
  ],
  ['apps.0.calls.0.media', 'smell', 'apps.0.calls.0.media', 'media is "smell": want audio or video'],
  ['apps.0.calls.0.members.1.state', 'asleep', 'apps.0.calls.0.members.1.state', 'no member of a call'],
  [
    'apps.0.calls.0.members.1.until',
    'ever',
    'apps.0.calls.0.members.1.until',
    'want a moment in Unix milliseconds, or "never"',
  ],
  ['apps.0.calls.0.events.0.what', 'sneezed', 'apps.0.calls.0.events.0.what', 'nothing that happens to a call'],
  ['apps.0.callback.url', 'nowhere', 'apps.0.callback.url', 'url is "nowhere": want an http:// or https:// address'],
  ['apps.0.plan.rateLimit', 0, 'apps.0.plan.rateLimit', 'rateLimit is 0: want requests a second, or "off"'],
  ['apps.0.place', undefined, 'apps.0.place', 'place is missing: want where a stream of chance stands'],
  ['places.requests.2', 0.5, 'places.requests.2', 'requests[2] is 0.5: want a word of a stream of chance'],
  ['places.requests.3', 14, 'places.requests', 'requests stands after 1 words: want a multiple of 4'],
  ['callbacks.0.body', '{', 'callbacks.0.body', 'body is "{": want a body that is JSON'],
  ['callbacks.0.copies', 3, 'callbacks.0.copies', 'copies is 3: want a whole number, 1 to 2'],
  ['faults.1.fault.http', 204, 'faults.1.fault.http', 'http is 204: want an HTTP status that has a body'],
  ['faults.0.fault.times', 'always', 'faults.0.fault.times', 'times is "always": want a number of requests'],
  ['faults.0.fault.probability', 2, 'faults.0.fault.probability', 'probability is 2: want a probability, 0 to 1'],
  ['counts.much', 1, 'counts.much', '"much" is not a key of the counts'],
  ['clock', 'fast', 'clock', 'clock is "fast": want real, manual or a speed such as 60x'],
  ['now', 9e15, 'now', 'now is 9000000000000000: want a moment in Unix milliseconds'],
  ['version', undefined, 'version', 'version is missing: want 1'],
  ['ringback', undefined, 'ringback', 'ringback is missing: want "snapshot"'],
])('%s as %j is a slip, told with its path', (changed, to, path, words) => {
  const data = change(changed, to)
  const checked = checkSnapshot(data)
  const problems = 'problems' in checked ? checked.problems : []
  const keys = toKeys(path, data).join('.')
  expect(problems.map(problem => problem.path.join('.'))).toContain(keys)
  expect(problems.find(problem => problem.path.join('.') === keys)?.sentence).toContain(words)
})

test('unchanged it is none of all this', () => {
  expect(checkSnapshot(JSON.parse(saved))).toHaveProperty('snapshot.plan.name', plan.name)
})

test('every slip is told, not the first alone', () => {
  const data = Object(change('apps.0.calls.0.media', 'smell'))
  const checked = checkSnapshot({ ...data, now: -1, clock: 'slow', more: true })
  expect('problems' in checked && checked.problems.map(({ path }) => path.join('.'))).toEqual([
    'now',
    'clock',
    'apps.0.calls.0.media',
    'more',
  ])
})
