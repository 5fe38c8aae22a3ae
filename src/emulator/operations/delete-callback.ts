import type { Handler } from './handler.ts'

/** delete_callback: the application's callbacks go nowhere any more. */
export const deleteCallback: Handler<'delete_callback'> = () => ({
  respond: undefined,
  actions: [{ callback: undefined }],
})
