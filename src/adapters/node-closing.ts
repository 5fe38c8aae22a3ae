import { setMaxListeners } from 'node:events'

/** What is aborted when an emulator closes. As many may listen as there are requests held back and awaits. */
export function createClosing(): AbortController {
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  return closing
}

/** Lets the event loop accept and read what the kernel holds for this process: one turn for each, and one to be sure. */
export async function readReceived(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
}
