import { Empty } from './parts.tsx'

/** The view of the callbacks. */
export function CallbacksView() {
  return <Empty icon="callbacks" title="Callbacks" />
}
