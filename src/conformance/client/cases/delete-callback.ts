import { callbackCommands } from '../../../contracts/callbacks.ts'
import { type CommandCases, gives } from '../case.ts'

const callback = { url: 'http://127.0.0.1:9/callback', commands: callbackCommands }

/** What delete_callback does. */
export const deleteCallback: CommandCases<'delete_callback'> = {
  seen: { page: 68939 },
  plain: { scene: { callback }, body: {}, gives: [] },
  own: [
    {
      id: 'RB-C140',
      sentence: 'Deletes the callback configuration',
      reason: 'A command without fields takes {} as its body, and its success has no Response.',
      fix: 'Send {} and take ErrorCode 0 for a success, without looking for a Response.',
      scene: { callback },
      steps: [{ body: {}, wants: gives() }],
    },
    {
      id: 'RB-C141',
      sentence: 'Takes it for a success that there was nothing to delete',
      reason: 'Afterwards nothing is set, as was asked.',
      fix: 'Take ErrorCode 0 for a success, whatever was there before.',
      seen: { assumed: 'no page says what deleting nothing gets' },
      scene: {},
      steps: [{ body: {}, wants: gives() }],
    },
  ],
}
