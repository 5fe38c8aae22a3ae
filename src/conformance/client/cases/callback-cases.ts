import { callbackCommands } from '../../../contracts/callbacks.ts'
import { type CommandCases, failsWith, returns } from '../case.ts'

const url = 'http://127.0.0.1:9/callback'
const body = { Url: url, CallbackCommandList: [...callbackCommands].slice(0, 1) }
const replaces = 'An application has one configuration: a new one replaces all of the old one.'
const sendAll = 'Send Url as it is, with its query, and all of CallbackCommandList, as a list.'

/** The cases of set_callback. */
export const setCallback: CommandCases<'set_callback'> = {
  plain: { body, returns: [] },
  own: [
    {
      id: 'RB-C120',
      title: 'Sets a URL for one callback, then another for all',
      reason: replaces,
      fix: sendAll,
      steps: [
        { body, expected: returns() },
        {
          body: { Url: 'https://example.com/callback', CallbackCommandList: [...callbackCommands] },
          expected: returns(),
        },
      ],
    },
    {
      id: 'RB-C121',
      title: 'Sets a URL with a query',
      reason: 'Real URLs carry a token of the receiver, which the service keeps.',
      fix: sendAll,
      source: { observed: 'addresses in use have a query of their own' },
      steps: [{ body: { ...body, Url: `${url}?token=a%20b%26c&tenant=7` }, expected: returns() }],
    },
  ],
}

/** The cases of get_callback. */
export const getCallback: CommandCases<'get_callback'> = {
  plain: {
    setup: { callback: { url: `${url}?token=a%20b%26c`, commands: callbackCommands } },
    body: {},
    returns: ['Url'],
  },
  own: [
    {
      id: 'RB-C130',
      title: 'Returns the URL of callbacks and the list of commands',
      reason: 'An application has one URL, and a list of the callbacks that are sent there.',
      fix: 'Read Url and all of CallbackCommandList; do not change the query of the URL.',
      setup: { callback: { url: `${url}?token=a%20b%26c`, commands: callbackCommands } },
      steps: [{ body: {}, expected: returns('Url', 'CallbackCommandList') }],
    },
    {
      id: 'RB-C131',
      title: 'Returns 100301 if no callback is set',
      reason: '100301 means that nothing is set, which is not a failure of the service.',
      fix: 'Return 100301 as an error with that number.',
      steps: [{ body: {}, expected: failsWith('CallbackNotSet') }],
    },
  ],
}

/** The cases of delete_callback. */
export const deleteCallback: CommandCases<'delete_callback'> = {
  plain: { setup: { callback: { url, commands: callbackCommands } }, body: {}, returns: [] },
  own: [
    {
      id: 'RB-C140',
      title: 'Deletes the callback configuration',
      reason: 'A command without fields takes {} as its body, and its success has no Response.',
      fix: 'Send {}, and accept ErrorCode 0 as a success without reading a Response.',
      setup: { callback: { url, commands: callbackCommands } },
      steps: [{ body: {}, expected: returns() }],
    },
    {
      id: 'RB-C141',
      title: 'Accepts a success if there was nothing to delete',
      reason: 'Afterwards nothing is set, as requested.',
      fix: 'Accept ErrorCode 0 as a success, whatever was set before.',
      source: { assumed: 'no page says how deleting nothing is answered' },
      steps: [{ body: {}, expected: returns() }],
    },
  ],
}
