import { Empty, Icon } from './parts.tsx'

/** The view of the calls. */
export function CallsView() {
  return <Empty icon="calls" title="Calls" />
}

/** A call with everything about it; `onClose` closes the pane, if it can be closed. */
export function CallDetail({ id, onClose }: { readonly id: string; readonly onClose?: (() => void) | undefined }) {
  return (
    <article class="detail" aria-label={`Call ${id}`}>
      <header class="detail-head row">
        <h2>Call {id}</h2>
        <span class="space" />
        {onClose && (
          <button type="button" class="button ghost small square" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        )}
      </header>
    </article>
  )
}
