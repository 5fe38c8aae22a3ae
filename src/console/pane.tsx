import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { CopyButton, Icon, type IconName, Json } from './parts.tsx'

/** A small button at the head of a pane. */
export const PaneButton = ({
  icon,
  label,
  run,
}: {
  readonly icon: IconName
  readonly label: string
  readonly run: () => void
}) => (
  <button type="button" class="button ghost small square" aria-label={label} title={label} onClick={run}>
    <Icon name={icon} />
  </button>
)

/** A text with a choice between formatted and raw, and a button that copies it. */
export function Body({ title, text }: { readonly title: string; readonly text: string }) {
  const isPretty = useSignal(true)
  return (
    <section>
      <div class="row">
        <h3>{title}</h3>
        <span class="space" />
        <div class="segments" role="group" aria-label={`Format of ${title}`}>
          <button type="button" aria-pressed={isPretty.value} onClick={() => void (isPretty.value = true)}>
            Pretty
          </button>
          <button type="button" aria-pressed={!isPretty.value} onClick={() => void (isPretty.value = false)}>
            Raw
          </button>
        </div>
        <CopyButton text={text} />
      </div>
      {text === '' ? <p class="muted">Empty.</p> : <Json text={text} pretty={isPretty.value} />}
    </section>
  )
}

/** The name and the value of each thing in a table without a head. */
export function Facts({ rows }: { readonly rows: readonly (readonly [name: string, value: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
