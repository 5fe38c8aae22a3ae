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

test.each<readonly [changed: string, to: unknown, path: string]>([
  ['apps.1.plan.sdkAppId', 1, 'apps.1.plan.sdkAppId'],
  ['now', 1.5, 'now'],
  ['now', 5, 'now'],
  ['beginning', 1.5, 'beginning'],
  ['apps.0.calls.0.startedAt', 8_000_000_000_000, 'apps.0.calls.0.startedAt'],
  ['apps', [], 'apps'],
  ['apps.0.calls', and('apps.0.calls', 'apps.0.calls.0'), 'apps.0.calls.2.id'],
  ['apps.0.ended', [], 'apps.0.calls.1.ending'],
  ['apps.0.ended', ['over', 'over'], 'apps.0.ended.1'],
  ['apps.0.ended', ['over', 'answered'], 'apps.0.ended.1'],
  ['apps.0.ended', ['over', 'nowhere'], 'apps.0.ended.1'],
  ['faults.1.id', 'fault-1', 'faults.1.id'],
  ['faults.1.id', 'fault', 'faults.1.id'],
  ['counts.faults', 6, 'faults.6.id'],
  ['callbacks', and('callbacks', 'callbacks.0'), 'callbacks.4.id'],
  ['counts.callbacks', 1, 'callbacks.1.id'],
  ['timeline.0.at', 8e15, 'timeline.1.at'],
  ['timeline.0.at', (get: Get) => get('now'), 'timeline.0.at'],
  ['timeline.{open}.call', 99, 'timeline.{open}'],
  ['timeline.{deed}.app', 3, 'timeline.{deed}'],
  ['timeline.{deed}.command.does', 'dance', 'timeline.{deed}.command.does'],
  ['timeline.{deadline}.call', 'x', 'timeline.{deadline}'],
  ['timeline.0.due', 'dead', 'timeline.0.due'],
  ['apps.0.calls.0.wakesAt', undefined, 'apps.0.calls.0.wakesAt'],
  ['apps.0.calls.0.wakesAt', (get: Get) => Number(get('now')) + 1, 'apps.0.calls.0.wakesAt'],
  ['apps.0.calls.0.media', 'smell', 'apps.0.calls.0.media'],
  ['apps.0.calls.0.members.1.state', 'asleep', 'apps.0.calls.0.members.1.state'],
  ['apps.0.calls.0.members.1.until', 'ever', 'apps.0.calls.0.members.1.until'],
  ['apps.0.calls.0.events.0.what', 'sneezed', 'apps.0.calls.0.events.0.what'],
  ['apps.0.callback.url', 'nowhere', 'apps.0.callback.url'],
  ['apps.0.plan.rateLimit', 0, 'apps.0.plan.rateLimit'],
  ['apps.0.place', undefined, 'apps.0.place'],
  ['places.requests.2', 0.5, 'places.requests.2'],
  ['places.requests.3', 14, 'places.requests'],
  ['callbacks.0.body', '{', 'callbacks.0.body'],
  ['callbacks.0.copies', 3, 'callbacks.0.copies'],
  ['faults.1.fault.http', 204, 'faults.1.fault.http'],
  ['faults.0.fault.times', 'always', 'faults.0.fault.times'],
  ['faults.0.fault.probability', 2, 'faults.0.fault.probability'],
  ['counts.much', 1, 'counts.much'],
  ['clock', 'fast', 'clock'],
  ['now', 9e15, 'now'],
  ['version', undefined, 'version'],
  ['ringback', undefined, 'ringback'],
])('%s as %j is a slip, told with its path', (changed, to, path) => {
  const data = change(changed, to)
  const checked = checkSnapshot(data)
  const problems = 'problems' in checked ? checked.problems : []
  const keys = toKeys(path, data).join('.')
  expect(problems.map(problem => problem.path.join('.'))).toContain(keys)
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
