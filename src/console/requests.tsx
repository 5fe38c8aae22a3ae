import { Empty } from './parts.tsx'

/** The view of the requests. */
export function RequestsView() {
  return <Empty icon="requests" title="Requests" />
}
