import { Icon, ReplyChip, Time } from './parts.tsx'
import { type Exchange, toCommandLabel } from './run.ts'
import { findExchange } from './store.ts'

/** A request with everything about it; `onClose` closes the pane, if it can be closed. */
export function RequestDetail({ id, onClose }: { readonly id: string; readonly onClose?: (() => void) | undefined }) {
  const exchange = findExchange(id)
  if (!exchange) return <p class="detail-missing muted">Request {id} is not kept any more.</p>
  return (
    <article class="detail" aria-label={`Request ${exchange.position}`}>
      <Head exchange={exchange} onClose={onClose} />
    </article>
  )
}

function Head({ exchange, onClose }: { readonly exchange: Exchange; readonly onClose?: (() => void) | undefined }) {
  return (
    <header class="detail-head">
      <div class="row">
        <h2>
          <span class="muted">#{exchange.position}</span> {toCommandLabel(exchange)}
        </h2>
        <ReplyChip exchange={exchange} />
        <span class="space" />
        {onClose && (
          <button type="button" class="button ghost small square" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        )}
      </div>
      <p class="meta">
        <Time time={exchange.time} />
      </p>
    </header>
  )
}
