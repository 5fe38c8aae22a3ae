import { signal } from '@preact/signals'
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { formatDay, formatTime, zoneName } from './format.ts'
import { type Exchange, type ReplyKind, toReplyKind, toReplyText } from './run.ts'
import { notify } from './store.ts'

/** Shapes of 12 pixels that are filled. */
const shapes = {
  ok: 'M6 2a4 4 0 1 1 0 8a4 4 0 1 1 0-8z',
  refused: 'M6 .8 11.2 6 6 11.2.8 6z',
  failed: 'M6 1 11.6 11H.4z',
  throttled: 'M1.5 1.5h9v9h-9z',
  callback: 'M6 11.5.5 1.5h11z',
  x: 'M2.6 1.2 6 4.6l3.4-3.4 1.4 1.4L7.4 6l3.4 3.4-1.4 1.4L6 7.4l-3.4 3.4-1.4-1.4L4.6 6 1.2 2.6z',
  bolt: 'M7 .5 2 7h3l-.8 4.5L9.8 5H6.6z',
  check: 'M4.6 10 .9 6.3l1.3-1.3 2.4 2.4L9.8 2l1.300 1.3z',
  dash: 'M2 5.2h8v1.6H2z',
  warning: 'M6 .8 11.8 11H.2zM5.3 4.4h1.4l-.2 3.2h-1zm0 4h1.4v1.3H5.3z',
  flag: 'M2 1h8L8 4l2 3H3.4v4.5H2z',
  search: 'M5 0a5 5 0 0 1 4 8l3 3-1 1-3-3A5 5 0 1 1 5 0m0 1.5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7',
  reset: 'M6 1.500a4.500 4.500 0 1 0 4.300 5.800l-1.400-.4A3 3 0 1 1 6 3v1.800L9.500 2.400 6 0z',
} as const

/** Drawings of 16 pixels in lines. */
const drawings = {
  up: 'm4 10 4-4 4 4',
  down: 'm4 6 4 4 4-4',
  left: 'm10 4-4 4 4 4',
  right: 'm6 4 4 4-4 4',
  close: 'm4 4 8 8m0-8-8 8',
  play: 'M5 3.500v9l7-4.500z',
  pause: 'M5.500 3.500v9m5-9v9',
  step: 'M4 3.500v9L10 8zM12.500 3.500v9',
  sun: 'M8 5.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600M8 1.500v1m0 11v1m6.500-6.500h-1m-11 0h-1m11.100-4.600-.7.700m-7.800 7.800-.7.700m9.200 0-.7-.7M4.100 4.100l-.7-.7',
  moon: 'M13 9.800A5.500 5.500 0 0 1 6.200 3a5.500 5.500 0 1 0 6.800 6.800z',
  auto: 'M8 2.500a5.500 5.500 0 1 0 0 11zm0 0a5.500 5.500 0 0 1 0 11',
  timeline: 'M1.500 8h2l2-5 3 10 2.500-7 1.500 2h2',
  requests: 'M2.500 4h11m-11 4h11m-11 4h7',
  calls: 'M3 10.500c2.800-2.800 7.200-2.800 10 0m-7.500-4c1.600-.8 3.400-.8 5 0',
  callbacks: 'M3 4h10v8H3zm0 0 5 4.500L13 4',
  scenario: 'M4 2h6l2.500 2.500V14H4zm2.500 5h3.500m-3.500 3h3.500',
  report: 'M3 13V8.500m5 4.500V3m5 10V6',
  minus: 'M4 8h8',
  plus: 'M4 8h8M8 4v8',
  more: 'M3.500 8h.01M8 8h.01M12.500 8h.01',
  copy: 'M6 6h7v7H6zM10 6V3H3v7h3',
  link: 'M6.500 9.500 9.500 6.500M7 5l1.500-1.500a2.500 2.500 0 0 1 3.500 3.500L10.500 8.500M9 11l-1.500 1.500A2.500 2.500 0 0 1 4 9l1.500-1.500',
  phone:
    'M4.500 2.500 6 5.500 4.800 7a8 8 0 0 0 4.200 4.200L10.500 10l3 1.500c0 1.500-1 2.500-2.500 2.500C6.500 14 2 9.500 2 5c0-1.500 1-2.500 2.500-2.500z',
} as const

/** The name of an icon. */
export type IconName = keyof typeof shapes | keyof typeof drawings

/** The path of a shape of 12 pixels, for marks on the timeline. */
export const shapeOf = (name: keyof typeof shapes): string => shapes[name]

const isShape = (name: IconName): name is keyof typeof shapes => name in shapes

/** An icon. It is hidden from screen readers: the text beside it, or the label around it, names the thing. */
export function Icon({ name, class: look = '' }: { readonly name: IconName; readonly class?: string }) {
  return isShape(name) ? (
    <svg class={`icon ${look}`} viewBox="0 0 12 12" aria-hidden="true">
      <path d={shapes[name]} fill-rule="evenodd" />
    </svg>
  ) : (
    <svg class={`icon drawing ${look}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  )
}

/** The colour of a chip: that of a reply, or of another thing. */
export type Tone = ReplyKind | 'callback' | 'fault' | 'neutral' | 'accent'

/** A small label with a shape, a number in figures of one width, and words. */
export function Chip({
  tone,
  icon,
  code,
  children,
}: {
  readonly tone: Tone
  readonly icon?: IconName | undefined
  readonly code?: string | undefined
  readonly children?: ComponentChildren
}) {
  return (
    <span class={`chip ${tone}`}>
      {icon && <Icon name={icon} />}
      {code && <b>{code}</b>}
      {children}
    </span>
  )
}

/** The reply of an exchange as a chip. */
export function ReplyChip({ exchange }: { readonly exchange: Pick<Exchange, 'errorCode' | 'status' | 'drop'> }) {
  const kind = toReplyKind(exchange)
  const { code, label } = toReplyText(exchange)
  return (
    <Chip tone={kind} icon={kind} code={code}>
      {label}
    </Chip>
  )
}

/** A time in figures of one width, with the day and the zone as its title. */
export function Time({ time, precise = true }: { readonly time: number; readonly precise?: boolean }) {
  if (!Number.isFinite(time)) return null
  return (
    <time class="number" dateTime={new Date(time).toISOString()} title={`${formatDay(time)}, ${zoneName()}`}>
      {formatTime(time, precise)}
    </time>
  )
}

/** Copies a text, and says so. */
export async function copy(text: string, what = 'Copied'): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    notify(what)
  } catch {
    notify('The browser did not allow copying.', 'failed')
  }
}

/** A button that copies a text. */
export function CopyButton({
  text,
  children = 'Copy',
  class: look = 'small',
}: {
  readonly text: string | (() => string)
  readonly children?: ComponentChildren
  readonly class?: string
}) {
  return (
    <button type="button" class={`button ${look}`} onClick={() => copy(typeof text === 'string' ? text : text())}>
      {children}
    </button>
  )
}

/** A key in the help and on buttons. */
export const Key = ({ children }: { readonly children: ComponentChildren }) => (
  <span aria-hidden="true" class="wide-only">
    <kbd>{children}</kbd>
  </span>
)

const jsonToken = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g

/** A JSON text in colours. A text that is not JSON is shown as it is. */
export function Json({ text, pretty = true }: { readonly text: string; readonly pretty?: boolean }) {
  const shown = useMemo(() => (pretty ? prettify(text) : text), [text, pretty])
  // Colours do not help in what is this long.
  const parts = useMemo(() => (shown.length > 50_000 ? [shown] : colour(shown)), [shown])
  return (
    <pre class="code" tabIndex={0}>
      {parts}
    </pre>
  )
}

function prettify(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function colour(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = []
  let end = 0
  for (const match of text.matchAll(jsonToken)) {
    const [whole, string, colon, word] = match
    parts.push(text.slice(end, match.index))
    const look =
      string === undefined ? (word === undefined ? 'code-number' : 'code-word') : colon ? 'code-key' : 'code-text'
    parts.push(<span class={look}>{string ?? whole}</span>, colon)
    end = match.index + whole.length
  }
  parts.push(text.slice(end))
  return parts
}

/** What a view shows while it has nothing: what is missing, what to do next, and perhaps a line to paste. */
export function Empty({
  icon,
  title,
  children,
  command,
}: {
  readonly icon: IconName
  readonly title: string
  readonly children?: ComponentChildren
  readonly command?: string | undefined
}) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
      {command && (
        <>
          <pre class="code wrap">{command}</pre>
          <CopyButton text={command} class="primary" />
        </>
      )}
    </div>
  )
}

/**
 * A modal dialog; it is open while it is rendered. `onClose` is called when it is closed in any way; without it nothing
 * closes the dialog.
 */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
}: {
  readonly title: string
  readonly onClose?: () => void
  readonly children: ComponentChildren
  readonly wide?: boolean
}) {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    dialog?.querySelector<HTMLElement>('.dialog-body :is(input:not([type=checkbox]), textarea, select)')?.focus()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={element}
      class={wide ? 'wide' : ''}
      aria-label={title}
      onClose={() => onClose?.()}
      onCancel={event => {
        if (!onClose) event.preventDefault()
      }}
      onClick={event => {
        if (event.target === element.current) onClose?.()
      }}
      onKeyDown={event => {
        // The browser closes it too, which must not be taken for another Escape.
        if (event.key === 'Escape') event.stopPropagation()
      }}
    >
      <div class="dialog-head">
        <h2>{title}</h2>
        {onClose && (
          <button type="button" class="button ghost square" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        )}
      </div>
      <div class="dialog-body">{children}</div>
    </dialog>
  )
}

/** Tabs of a pane; the arrow keys move between them. */
export function Tabs<Name extends string>({
  tabs,
  selected,
  onSelect,
  label,
}: {
  readonly tabs: readonly { readonly name: Name; readonly label: ComponentChildren }[]
  readonly selected: Name
  readonly onSelect: (name: Name) => void
  readonly label: string
}) {
  const move = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = tabs[(tabs.findIndex(({ name }) => name === selected) + step + tabs.length) % tabs.length]
    if (step === 0 || !next) return
    event.preventDefault()
    const buttons = event.currentTarget.querySelectorAll('button')
    buttons[tabs.indexOf(next)]?.focus()
    onSelect(next.name)
  }
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map(tab => (
        <button
          type="button"
          key={tab.name}
          role="tab"
          aria-selected={tab.name === selected}
          tabIndex={tab.name === selected ? 0 : -1}
          onClick={() => onSelect(tab.name)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  )
}

/**
 * The rows that are in sight of a scrolled list, of one height each. The parent element scrolls; spacers stand for the
 * rows above and below. `first` and `count` say which rows to render.
 */
export function useVisibleRows(total: number, rowHeight: number) {
  const scroller = useRef<HTMLDivElement>(null)
  const [range, setRange] = useState({ first: 0, count: 60 })
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const update = () => {
      const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - 10)
      const count = Math.ceil(element.clientHeight / rowHeight) + 20
      setRange(old => (old.first === first && old.count === count ? old : { first, count }))
    }
    update()
    const observer = new ResizeObserver(update)
    observer.observe(element)
    element.addEventListener('scroll', update, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', update)
    }
    // Without rows the scrolled element may not be there.
  }, [rowHeight, total === 0])
  const first = Math.min(range.first, Math.max(0, total - range.count))
  const count = Math.min(range.count, total - first)
  /** Scrolls so that a row is in sight. */
  const reveal = (index: number) => {
    const element = scroller.current
    if (!element) return
    const head = element.querySelector('thead')?.clientHeight ?? 0
    const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight + head]
    if (top < element.scrollTop) element.scrollTop = top
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight
  }
  return { scroller, first, count, before: first * rowHeight, after: (total - first - count) * rowHeight, reveal }
}

const narrow = matchMedia('(max-width: 900px)')

/** Whether the page is as narrow as a phone. */
export const isNarrow = signal(narrow.matches)

narrow.addEventListener('change', () => {
  isNarrow.value = narrow.matches
})
