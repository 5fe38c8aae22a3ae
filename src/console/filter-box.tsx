import { Icon, Key } from './parts.tsx'
import { filterText, setQuery } from './router.ts'

/** The filter of requests, callbacks and calls; its text stands in the link as `q`. */
export function FilterBox() {
  return (
    <label class="filter">
      <Icon name="search" />
      <input
        aria-label="Filter"
        spellcheck={false}
        placeholder="Filter: command:end_call code:!0 user:alice since:1m"
        value={filterText.value}
        onInput={event => setQuery({ q: event.currentTarget.value })}
        onKeyDown={event => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <Key>/</Key>
    </label>
  )
}
