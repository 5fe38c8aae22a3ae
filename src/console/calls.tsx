import { Empty } from './parts.tsx'

/** The view of the calls. */
export function CallsView() {
  return <Empty icon="calls" title="Calls" />
}
