import { computed, type ReadonlySignal } from '@preact/signals'
import { type Filter, type FilterIssue, parseFilter } from '../control/filter.ts'
import type { FilterItems, FilterKind } from '../control/filter-keys.ts'
import { findings } from './on-demand.ts'
import { filterText, route } from './router.ts'
import { callbacks, calls, exchanges, now } from './store.ts'

/** The filter of a kind of items in the link. */
export interface CurrentFilter<Kind extends FilterKind> {
  /** The last filter without a mistake. */
  readonly filter: Filter<Kind>
  readonly issues: readonly FilterIssue[]
  /** The time for the filter; it changes only if the filter depends on it. */
  readonly now: number
}

const createFilter = <Kind extends FilterKind>(kind: Kind): ReadonlySignal<CurrentFilter<Kind>> => {
  let filter: Filter<Kind> = { terms: [], matches: () => true }
  return computed(() => {
    const parsed = parseFilter(filterText.value, kind)
    const issues = 'issues' in parsed ? parsed.issues : []
    if (!('issues' in parsed)) filter = parsed
    const isTimed = filter.terms.some(({ key }) => key === 'since' || key === 'until')
    return { filter, issues, now: isTimed ? now.value : 0 }
  })
}

/** The filter in the link, for each kind of items. */
export const filters: { readonly [Kind in FilterKind]: ReadonlySignal<CurrentFilter<Kind>> } = {
  requests: createFilter('requests'),
  callbacks: createFilter('callbacks'),
  calls: createFilter('calls'),
}

function filterItems<Kind extends FilterKind, Item extends FilterItems[Kind]>(
  { filter, now: at }: CurrentFilter<Kind>,
  items: readonly Item[],
): readonly Item[] {
  return filter.terms.length === 0 ? items : items.filter(one => filter.matches(one, at))
}

/** The requests that pass the filter, and have findings if the link asks for these. */
export const filteredExchanges = computed(() => {
  const found = filterItems(filters.requests.value, exchanges.value)
  if (route.value.query.findings === undefined) return found
  return found.filter(({ position }) => findings.value.has(position))
})

/** The callbacks that pass the filter. */
export const filteredCallbacks = computed(() => filterItems(filters.callbacks.value, callbacks.value))

/** The calls that pass the filter. */
export const filteredCalls = computed(() => filterItems(filters.calls.value, calls.value))
