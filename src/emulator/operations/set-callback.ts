import type { Handler } from './handler.ts'

/** set_callback: the application's callbacks go there from now on, and nowhere else. */
export const setCallback: Handler<'set_callback'> = ({ Url, CallbackCommandList }) => ({
  respond: undefined,
  actions: [{ callback: { url: Url, commands: [...new Set(CallbackCommandList)] } }],
})
