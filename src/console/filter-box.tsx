import { useSignal } from '@preact/signals'
import { useMemo, useRef } from 'preact/hooks'
import { explainFilterIssue, suggest } from '../control/filter.ts'
import type { FilterKind } from '../control/filter-keys.ts'
import { filters } from './filters.ts'
import { Icon, Key } from './parts.tsx'
import { filterText, setQuery } from './router.ts'
import { apps, callbacks, calls, exchanges, faults } from './store.ts'

const placeholders: { readonly [Kind in FilterKind]: string } = {
  requests: 'Filter: command:end_call code:!0 user:alice since:1m',
  callbacks: 'Filter: state:failed call:0556 attempts:>1 since:1m',
  calls: 'Filter: state:live user:alice outcome:!completed',
}

const distinct = (values: Iterable<string | number | undefined>): readonly string[] =>
  [...new Set(values)].flatMap(value => (value === undefined ? [] : [`${value}`])).slice(0, 200)

/** The values that occur, for suggestions. */
function listKnown(kind: FilterKind): { readonly [key: string]: readonly string[] } {
  const common = {
    app: apps.value.map(({ sdkAppId }) => `${sdkAppId}`),
    call: distinct(calls.value.map(({ id }) => id).reverse()),
    user: distinct(calls.value.flatMap(({ everyone }) => everyone)),
    since: ['1m', '10m', '1h'],
  }
  if (kind === 'calls') return common
  if (kind === 'callbacks') {
    return {
      ...common,
      command: distinct(callbacks.value.map(({ command }) => command)),
      code: distinct(callbacks.value.map(({ code }) => code ?? undefined)),
      attempts: ['>1', '0'],
    }
  }
  const all = exchanges.value.slice(-5_000)
  return {
    ...common,
    user: distinct([...common.user, ...all.map(({ identifier }) => identifier)]),
    command: distinct(all.map(({ command }) => command)),
    code: ['!0', ...distinct(all.map(({ errorCode }) => errorCode))],
    fault: ['yes', 'no', ...faults.value.map(({ id }) => id)],
    status: distinct(all.map(({ status }) => status)),
    test: distinct(all.map(({ test }) => test)),
    until: ['1m'],
  }
}

/** How many suggestions are shown. */
const mostShown = 8

/** The filter of requests, callbacks or calls; its text stands in the link as `q`. Suggests keys and values while one types. */
export function FilterBox({ kind = 'requests' }: { readonly kind?: FilterKind }) {
  const input = useRef<HTMLInputElement>(null)
  const caret = useSignal<number | undefined>(undefined)
  const chosen = useSignal(-1)
  const text = filterText.value
  const { issues } = filters[kind].value
  const isOpen = caret.value !== undefined
  const known = useMemo(() => (isOpen ? listKnown(kind) : {}), [isOpen, kind])
  const found = isOpen ? suggest(text, caret.value ?? 0, kind, known) : undefined
  const options = found?.options.slice(0, mostShown) ?? []
  const [issue] = issues

  const change = (next: string, at: number) => {
    setQuery({ q: next })
    caret.value = at
    chosen.value = -1
  }
  const accept = (index: number) => {
    const option = options[index]
    if (!found || !option) return
    // After a value the next term begins.
    const added = option.text.endsWith(':') ? option.text : `${option.text} `
    const at = found.from + added.length
    change(text.slice(0, found.from) + added + text.slice(found.to).trimStart(), at)
    requestAnimationFrame(() => input.current?.setSelectionRange(at, at))
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && isOpen && options.length > 0) {
      event.preventDefault()
      chosen.value = ((chosen.value + step + 1 + options.length + 1) % (options.length + 1)) - 1
    } else if (event.key === 'Tab' && isOpen && chosen.value >= 0) {
      event.preventDefault()
      accept(chosen.value)
    } else if (event.key === 'Enter') {
      if (isOpen && chosen.value >= 0) accept(chosen.value)
      else input.current?.blur()
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      if (isOpen && options.length > 0) caret.value = undefined
      else input.current?.blur()
    }
  }
  const fix = () => {
    if (issue?.suggestion === undefined) return
    const from = issue.column - 1
    const next = text.slice(0, from) + issue.suggestion + text.slice(from + issue.length)
    change(next, next.length)
    input.current?.focus()
  }
  const follow = () => {
    caret.value = input.current?.selectionStart ?? undefined
  }

  return (
    <search class="filter-box">
      <label class={`filter ${issue ? 'wrong' : ''}`}>
        <Icon name="search" />
        <input
          ref={input}
          role="combobox"
          aria-label={`Filter ${kind}`}
          aria-expanded={isOpen && options.length > 0}
          aria-controls="filter-options"
          aria-autocomplete="list"
          aria-activedescendant={chosen.value >= 0 ? `filter-option-${chosen.value}` : undefined}
          aria-invalid={issue !== undefined}
          aria-describedby="filter-issue"
          spellcheck={false}
          autocomplete="off"
          maxLength={250}
          placeholder={placeholders[kind]}
          value={text}
          onInput={event => change(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
          onFocus={follow}
          onClick={follow}
          onKeyUp={event => {
            if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) follow()
          }}
          onBlur={() => void (caret.value = undefined)}
          onKeyDown={onKeyDown}
        />
        {text === '' ? (
          <Key>/</Key>
        ) : (
          <button
            type="button"
            class="button ghost small square"
            aria-label="Clear the filter"
            onClick={() => {
              setQuery({ q: undefined })
              input.current?.focus()
            }}
          >
            <Icon name="close" />
          </button>
        )}
      </label>
      <div id="filter-options" class="filter-options" hidden={!isOpen || (options.length === 0 && !issue)}>
        <ul role="listbox" aria-label="Suggestions" hidden={options.length === 0}>
          {options.map((option, index) => (
            <li
              key={option.text}
              id={`filter-option-${index}`}
              role="option"
              aria-selected={index === chosen.value}
              tabIndex={-1}
              onMouseDown={event => {
                // A click must not take the focus from the field.
                event.preventDefault()
                accept(index)
              }}
            >
              <code>{option.text}</code>
              <span class="muted ellipsis">{option.about}</span>
            </li>
          ))}
        </ul>
        <p class="filter-hint muted">
          <code>!</code> negates, commas mean any of them. <kbd>↓</kbd> <kbd>Tab</kbd> to choose
        </p>
      </div>
      <p id="filter-issue" class="filter-issue" role="status" hidden={!issue}>
        {issue && (
          <>
            <Icon name="warning" /> <span>{explainFilterIssue(issue)}</span>
            {issue.suggestion !== undefined && issue.suggestion !== '' && (
              <button type="button" class="button small" onMouseDown={event => event.preventDefault()} onClick={fix}>
                Use {issue.suggestion}
              </button>
            )}
          </>
        )}
      </p>
    </search>
  )
}
