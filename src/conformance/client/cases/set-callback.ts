import { callbackCommands } from '../../../contracts/callbacks.ts'
import { type CommandCases, gives } from '../case.ts'

const url = 'http://127.0.0.1:9/callback'
const body = { Url: url, CallbackCommandList: [...callbackCommands].slice(0, 1) }
const sent = 'An application has one configuration: what is set replaces all that was set before.'
const sendAll = 'Send Url as it is, with its query, and CallbackCommandList whole, as a list.'

/** What set_callback takes. */
export const setCallback: CommandCases<'set_callback'> = {
  seen: { page: 68938 },
  plain: { scene: {}, body, gives: [] },
  own: [
    {
      id: 'RB-C120',
      sentence: 'Sets an address for one callback, then another for all',
      reason: sent,
      fix: sendAll,
      scene: {},
      steps: [
        { body, wants: gives() },
        { body: { Url: 'https://example.com/callback', CallbackCommandList: [...callbackCommands] }, wants: gives() },
      ],
    },
    {
      id: 'RB-C121',
      sentence: 'Sets an address that has a query of its own',
      reason: 'Addresses in use carry a token of their own, which the service keeps.',
      fix: sendAll,
      seen: { observed: 'addresses in use have a query of their own' },
      scene: {},
      steps: [{ body: { ...body, Url: `${url}?token=a%20b%26c&tenant=7` }, wants: gives() }],
    },
  ],
}
