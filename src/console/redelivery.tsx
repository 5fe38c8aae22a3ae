import { useSignal } from '@preact/signals'
import { redeliver } from './actions.ts'
import type { Callback } from './run.ts'
import { canAct } from './store.ts'

/** The form that changes a callback and sends it again. */
export function Redelivery({ callback, isSettled }: { readonly callback: Callback; readonly isSettled: boolean }) {
  const original = JSON.stringify(callback.body, null, 2)
  const url = useSignal(callback.url)
  const token = useSignal<'own' | 'none' | 'other'>('own')
  const other = useSignal('')
  const body = useSignal(original)
  const times = useSignal(1)
  const error = useSignal<string | undefined>(undefined)
  const submit = (event: Event) => {
    event.preventDefault()
    let changed: object | undefined
    try {
      if (body.value !== original) changed = toPatch(callback.body, JSON.parse(body.value) as object)
      error.value = undefined
    } catch {
      error.value = 'The body is not a JSON object.'
      return
    }
    const change = {
      ...(url.value === callback.url ? {} : { url: url.value }),
      ...(changed ? { body: changed } : {}),
      ...(token.value === 'own' ? {} : { token: token.value === 'none' ? null : other.value }),
    }
    void redeliver(callback.id, { ...(Object.keys(change).length > 0 ? { change } : {}), times: times.value })
  }
  return (
    <form class="form" aria-label="Edit and redeliver" onSubmit={submit}>
      <label class="form-row">
        <span>URL</span>
        <input
          class={`input mono ${url.value === callback.url ? '' : 'changed'}`}
          value={url.value}
          onInput={event => void (url.value = event.currentTarget.value)}
        />
      </label>
      <label class="form-row">
        <span>Signed with</span>
        <select
          class="input"
          value={token.value}
          onChange={event => {
            const { value } = event.currentTarget
            token.value = value === 'none' || value === 'other' ? value : 'own'
          }}
        >
          <option value="own">the token of the application</option>
          <option value="other">another token</option>
          <option value="none">nothing</option>
        </select>
      </label>
      {token.value === 'other' && (
        <label class="form-row">
          <span>Token</span>
          <input
            class="input mono changed"
            required
            value={other.value}
            onInput={event => void (other.value = event.currentTarget.value)}
          />
        </label>
      )}
      <label class="form-row">
        <span>Times</span>
        <input
          class="input number"
          type="number"
          min="1"
          max="1000"
          value={times.value}
          onInput={event => void (times.value = Number(event.currentTarget.value) || 1)}
        />
      </label>
      <label>
        <span class="legend">Body</span>
        <textarea
          class={`input ${body.value === original ? '' : 'changed'}`}
          spellcheck={false}
          rows={Math.min(20, original.split('\n').length + 1)}
          value={body.value}
          onInput={event => void (body.value = event.currentTarget.value)}
        />
      </label>
      <p class="refused" role="status">
        {error.value}
      </p>
      <p class="row">
        <button type="submit" class="button primary" disabled={!canAct.value || !isSettled}>
          Redeliver{times.value > 1 ? ` ${times.value} times` : ''}
        </button>
        {!isSettled && <span class="muted">It is {callback.state}; redeliver it when it is settled.</span>}
      </p>
    </form>
  )
}

/** The merge patch (RFC 7396) that makes one object into another: null removes a field. */
function toPatch(from: object, to: object): object {
  if (typeof to !== 'object' || to === null || Array.isArray(to)) throw new TypeError('not an object')
  const [before, after] = [new Map(Object.entries(from)), new Map<string, unknown>(Object.entries(to))]
  const patch: { [key: string]: unknown } = {}
  for (const key of before.keys()) if (!after.has(key)) patch[key] = null
  for (const [key, value] of after) {
    const old: unknown = before.get(key)
    if (JSON.stringify(old) === JSON.stringify(value)) continue
    const isNested = [old, value].every(one => typeof one === 'object' && one !== null && !Array.isArray(one))
    // Sound: both are objects.
    patch[key] = isNested ? toPatch(old as object, value as object) : value
  }
  return patch
}
