import { errors } from '../../../contracts/errors.ts'
import { type Course, findCode, findResponse, type Probe } from '../probe.ts'
import { type Stage, toDraft } from '../stage.ts'

/** Two configurations. There is no host of that name, and there never will be. */
export const settings = [
  { Url: 'https://ringback.invalid/one', CallbackCommandList: ['Call.CallbackAfterEndCall'] },
  {
    Url: 'https://ringback.invalid/other?verify=1',
    CallbackCommandList: ['Call.CallbackAfterStartCall', 'Call.CallbackAfterMemberChanged'],
  },
] as const

const get = (stage: Stage) => toDraft(stage, 'get_callback', {})

/** What is done with the configuration, provided that it is known what to put back. */
const withKnown = (toChange: (stage: Stage) => ReturnType<typeof toDraft>) => (stage: Stage, course: Course) =>
  findBefore(course) === undefined
    ? 'What is set at present could not be read, so it could not be put back.'
    : toChange(stage)

/** The configuration there was before: its settings, or none; undefined if that is not known. */
function findBefore(course: Course): object | 'none' | undefined {
  const code = findCode(course, 'callback')
  return code === errors.CallbackNotSet.code ? 'none' : findResponse(course, 'callback')
}

const changes = ['set-one', 'set-other', 'delete']

/** Whether anything has touched the configuration since. */
const isTouched = (course: Course): boolean => changes.some(id => course.find(id)?.shots.length)

/** The callback configuration: as it is, then set, replaced, deleted, and put back as it was. */
export const callbackProbes = [
  { id: 'callback', sentence: 'The callback configuration is asked for.', command: 'get_callback', toDraft: get },
  {
    id: 'set-no-url',
    sentence: 'A configuration is set, and Url is missing.',
    command: 'set_callback',
    toDraft: withKnown(stage =>
      toDraft(stage, 'set_callback', { CallbackCommandList: settings[0].CallbackCommandList }),
    ),
  },
  {
    id: 'set-one',
    sentence: 'A configuration is set.',
    command: 'set_callback',
    toDraft: withKnown(stage => toDraft(stage, 'set_callback', settings[0])),
  },
  {
    id: 'get-one',
    sentence: 'The configuration is asked for after that.',
    command: 'get_callback',
    needsWrite: true,
    toDraft: get,
  },
  {
    id: 'set-other',
    sentence: 'Another configuration is set.',
    command: 'set_callback',
    toDraft: withKnown(stage => toDraft(stage, 'set_callback', settings[1])),
  },
  {
    id: 'get-other',
    sentence: 'The configuration is asked for after that.',
    command: 'get_callback',
    needsWrite: true,
    toDraft: get,
  },
  {
    id: 'delete',
    sentence: 'The configuration is deleted.',
    command: 'delete_callback',
    toDraft: withKnown(stage => toDraft(stage, 'delete_callback', {})),
  },
  {
    id: 'get-none',
    sentence: 'The configuration is asked for after that.',
    command: 'get_callback',
    needsWrite: true,
    toDraft: get,
  },
  {
    id: 'delete-none',
    sentence: 'The configuration is deleted although there is none.',
    command: 'delete_callback',
    toDraft: withKnown(stage => toDraft(stage, 'delete_callback', {})),
  },
  {
    id: 'put-back',
    sentence: 'The configuration is put back as it was.',
    command: 'set_callback',
    always: true,
    toDraft: (stage, course) => {
      const before = findBefore(course)
      if (before === undefined || !isTouched(course)) return 'Nothing was changed.'
      const isGone = findCode(course, 'get-none') === errors.CallbackNotSet.code
      if (before === 'none' && isGone) return 'There was none before either.'
      return before === 'none' ? toDraft(stage, 'delete_callback', {}) : toDraft(stage, 'set_callback', before)
    },
  },
] as const satisfies readonly Probe[]
