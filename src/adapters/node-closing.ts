import { setMaxListeners } from 'node:events'

/** What is aborted when an emulator closes. As many may listen as there are requests held back and awaits. */
export function createClosing(): AbortController {
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  return closing
}
