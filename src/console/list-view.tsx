import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import { formatCount, formatDuration } from './format.ts'
import { useShortcuts } from './keys.ts'
import { isNarrow, useVisibleRows } from './parts.tsx'
import { navigate, route, setQuery } from './router.ts'

/** A column of a list. */
export interface Column<Item> {
  readonly head: string
  readonly class?: string
  /** Whether it is left out beside a detail. */
  readonly isSpare?: boolean
  readonly cell: (item: Item) => ComponentChildren
}

/** A list of requests, callbacks or calls beside the detail of the selected one. */
export interface ListViewProps<Item> {
  /** The path of the view, such as `/requests`. */
  readonly path: string
  readonly noun: string
  /** The items that pass the filter, in their order. */
  readonly items: readonly Item[]
  /** How many there are without the filter. */
  readonly total: number
  readonly columns: readonly Column<Item>[]
  /** The last part of the link to an item, which is not the number alone where that is not stable. */
  readonly toId: (item: Item) => string
  /** The time of an item in Unix milliseconds; long gaps between neighbours are shown. */
  readonly toTime: (item: Item) => number
  /** The selected item. */
  readonly selected: Item | undefined
  readonly bar: ComponentChildren
  /** What is shown while there is nothing. */
  readonly empty: ComponentChildren
  /** The pane of the selected item; undefined if none is selected. */
  readonly detail: ComponentChildren
}

/** From how much time without an item on it is shown as a row, in milliseconds. */
const longGap = 60_000

type Row<Item> = { readonly item: Item } | { readonly gap: number }

function toRows<Item>(items: readonly Item[], toTime: (item: Item) => number): readonly Row<Item>[] {
  const rows: Row<Item>[] = []
  let last: number | undefined
  for (const item of items) {
    const time = toTime(item)
    if (last !== undefined && time - last >= longGap) rows.push({ gap: time - last })
    rows.push({ item })
    last = time
  }
  return rows
}

/** The heights of a row, in pixels; in narrow pages a row has two lines. */
const rowHeights = { wide: 28, narrow: 54 }

/** A list with a filter, of which only the rows in sight are rendered, and the detail of the selected item. */
export function ListView<Item>(props: ListViewProps<Item>) {
  const { path, noun, items, total, toId, toTime, selected, bar, empty, detail } = props
  const columns = props.columns.filter(({ isSpare }) => !isSpare || detail === undefined)
  const rows = toRows(items, toTime)
  const height = isNarrow.value ? rowHeights.narrow : rowHeights.wide
  const { scroller, first, count, before, after, reveal } = useVisibleRows(rows.length, height)
  const isAtEnd = useSignal(true)
  const at = selected === undefined ? -1 : items.indexOf(selected)
  const rowOf = (item: Item | undefined) => rows.findIndex(row => 'item' in row && row.item === item)

  const open = (item: Item | undefined) => {
    if (item === undefined) return
    const tab = route.value.query.tab
    navigate(`${path}/${encodeURIComponent(toId(item))}`, { tab }, { replace: selected !== undefined })
    reveal(rowOf(item))
  }
  const move = (step: number) =>
    open(items[Math.max(0, Math.min(items.length - 1, at < 0 ? items.length - 1 : at + step))])
  useShortcuts([
    { keys: 'j', does: 'next', group: 'Lists', run: () => move(1) },
    { keys: 'ArrowDown', does: 'next', group: 'Lists', run: () => move(1) },
    { keys: 'k', does: 'previous', group: 'Lists', run: () => move(-1) },
    { keys: 'ArrowUp', does: 'previous', group: 'Lists', run: () => move(-1) },
    { keys: 'Home', does: 'first', group: 'Lists', run: () => open(items[0]) },
    { keys: 'End', does: 'last', group: 'Lists', run: () => open(items.at(-1)) },
    {
      keys: 'Enter',
      does: 'go to the detail',
      group: 'Lists',
      run: () => {
        if (at < 0) move(0)
        // The pane is there after the next rendering.
        requestAnimationFrame(() => {
          const tab = document.querySelector<HTMLElement>('.detail [role=tab][tabindex="0"]')
          const first = tab ?? document.querySelector<HTMLElement>('.detail button')
          first?.focus()
        })
      },
    },
    {
      keys: 'Escape',
      does: 'close the detail',
      group: 'Lists',
      run: () =>
        selected === undefined && route.value.path.length === 0 ? setQuery({ q: undefined }) : navigate(path),
    },
  ])
  // New items stay in sight at the end of the list, unless one has scrolled away.
  useLayoutEffect(() => {
    const element = scroller.current
    if (element && isAtEnd.value && selected === undefined) element.scrollTop = element.scrollHeight
  }, [rows.length])
  useEffect(() => {
    if (at >= 0) reveal(rowOf(selected))
  }, [selected === undefined ? undefined : toId(selected)])
  const isFiltered = items.length < total
  return (
    <section class={`list-view ${detail === undefined ? '' : 'has-detail'}`} aria-label={`${noun}s`}>
      <div class="bar list-bar">{bar}</div>
      <div class="list-and-detail">
        {total === 0 ? (
          empty
        ) : (
          <div
            class="list"
            ref={scroller}
            onScroll={({ currentTarget: element }) => {
              isAtEnd.value = element.scrollTop + element.clientHeight > element.scrollHeight - 4
            }}
          >
            {items.length === 0 ? (
              <div class="empty">
                <h2>
                  No {noun} matches <code>{route.value.query.q}</code>
                </h2>
                <p>{formatCount(total, noun)} hidden by the filter.</p>
                <button type="button" class="button" onClick={() => setQuery({ q: undefined })}>
                  Clear the filter
                </button>
              </div>
            ) : (
              <table role="grid" aria-label={`${noun}s`} aria-rowcount={rows.length + 1} class={`${noun}-table`}>
                <thead>
                  <tr>
                    {columns.map(({ head, class: look }) => (
                      <th key={head} scope="col" class={look}>
                        {head}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  <Spacer height={before} span={columns.length} />
                  {rows.slice(first, first + count).map((row, index) =>
                    'gap' in row ? (
                      <tr key={`gap-${first + index}`} class="gap-row">
                        <td colSpan={columns.length}>
                          {formatDuration(row.gap)} without a {noun}
                        </td>
                      </tr>
                    ) : (
                      <tr
                        key={toId(row.item)}
                        aria-rowindex={first + index + 2}
                        aria-selected={row.item === selected}
                        onClick={event => {
                          // A link in the row leads elsewhere.
                          if (!(event.target instanceof Element && event.target.closest('a, button'))) open(row.item)
                        }}
                      >
                        {columns.map(({ head, class: look, cell }) => (
                          <td key={head} class={look}>
                            {cell(row.item)}
                          </td>
                        ))}
                      </tr>
                    ),
                  )}
                  <Spacer height={after} span={columns.length} />
                </tbody>
              </table>
            )}
          </div>
        )}
        {detail}
      </div>
      <p class="hidden-label" role="status">
        {isFiltered ? `${items.length} of ${formatCount(total, noun)}` : formatCount(total, noun)}
      </p>
    </section>
  )
}

/** The height of the rows that are not rendered. */
const Spacer = ({ height, span }: { readonly height: number; readonly span: number }) =>
  height > 0 ? (
    <tr class="spacer">
      <td colSpan={span} style={{ height: `${height}px` }} />
    </tr>
  ) : null

/** Buttons that put a term into the filter and take it out again, each with how many items it finds. */
export function QuickFilters({
  options,
}: {
  readonly options: readonly { readonly label: string; readonly q: string; readonly count: number }[]
}) {
  const current = route.value.query.q ?? ''
  return (
    <div class="segments quick" role="group" aria-label="Quick filters">
      {options.map(({ label, q, count }) => (
        <button
          key={label}
          type="button"
          aria-pressed={current.trim() === q}
          onClick={() => setQuery({ q: q === '' ? undefined : q })}
        >
          {label} <span class="number">{count.toLocaleString('en')}</span>
        </button>
      ))}
    </div>
  )
}
