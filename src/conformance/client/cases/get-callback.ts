import { callbackCommands } from '../../../contracts/callbacks.ts'
import { type CommandCases, gives, refuses } from '../case.ts'

const callback = { url: 'http://127.0.0.1:9/callback?token=a%20b%26c', commands: callbackCommands }

/** What get_callback tells. */
export const getCallback: CommandCases<'get_callback'> = {
  seen: { page: 68937 },
  plain: { scene: { callback }, body: {}, gives: ['Url'] },
  own: [
    {
      id: 'RB-C130',
      sentence: 'Tells the address of callbacks, and which of them go there',
      reason: 'An application has one address, and a list of callbacks that go there.',
      fix: 'Read Url and all of CallbackCommandList; leave the query of the address as it is.',
      scene: { callback },
      steps: [{ body: {}, wants: gives('Url', 'CallbackCommandList') }],
    },
    {
      id: 'RB-C131',
      sentence: 'Gives 100301 where no callback is set',
      reason: '100301 says that nothing is set, which is no failure of the service.',
      fix: 'Hand 100301 on as an error that carries the number.',
      scene: {},
      steps: [{ body: {}, wants: refuses('CallbackNotSet') }],
    },
  ],
}
