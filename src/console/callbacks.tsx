import { Empty, Icon } from './parts.tsx'

/** The view of the callbacks. */
export function CallbacksView() {
  return <Empty icon="callbacks" title="Callbacks" />
}

/** A callback with everything about it; `onClose` closes the pane, if it can be closed. */
export function CallbackDetail({ id, onClose }: { readonly id: string; readonly onClose?: (() => void) | undefined }) {
  return (
    <article class="detail" aria-label={`Callback ${id}`}>
      <header class="detail-head row">
        <h2>Callback {id}</h2>
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
