import { Empty } from './parts.tsx'

/** The view of the timeline. */
export function TimelineView() {
  return <Empty icon="timeline" title="Timeline" />
}
