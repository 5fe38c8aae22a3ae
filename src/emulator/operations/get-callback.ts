import type { Handler } from './handler.ts'

/** get_callback: where the application's callbacks go. */
export const getCallback: Handler<'get_callback'> = (_, { callback }) => {
  if (!callback) return { refuse: 'CallbackNotSet', issue: { code: 'callback-not-set' } }
  return { respond: { Url: callback.url, CallbackCommandList: [...callback.commands] } }
}
