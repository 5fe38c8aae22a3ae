import { computed, signal, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { parseDuration } from '../text/duration.ts'
import { advance, clockScope, setClockMode } from './actions.ts'
import { formatDay, formatDuration, formatTime, zoneName, zoneOffset } from './format.ts'
import { useShortcuts } from './keys.ts'
import { Dialog, Icon, Key } from './parts.tsx'
import { setQuery } from './router.ts'
import { apps, canAct, clockRate, clockSample, cursor, due, now, savedNote, source, wallNow } from './store.ts'
import { stepCursor } from './timeline-state.ts'

const mode = computed(() => clockSample.value?.clock.mode ?? 'manual')

/** The mode that play returns to. */
const playMode = signal('real')

const next = computed(() => due.value.find(({ time }) => time > now.value))

const steps = [
  { by: '1s', text: '+1 s', key: '1' },
  { by: '10s', text: '+10 s', key: '2' },
  { by: '1m', text: '+1 m', key: '3' },
] as const

const stepToNext = () => next.value && advance({ to: next.value.at })

/** Lets the clock run, or stops it. */
function playOrPause(): void {
  if (mode.value === 'manual') void setClockMode(playMode.value)
  else {
    playMode.value = mode.value
    void setClockMode('manual')
  }
}

/** The clock of the application, and the controls that move it. */
export function ClockBar() {
  const isOpen = useSignal(false)
  const group = 'Clock'
  useShortcuts([
    { keys: 'Space', does: 'play or pause', group, run: playOrPause },
    { keys: 'n', does: 'step to what is due next', group, run: () => void stepToNext() },
    ...steps.map(({ by, text, key }) => ({ keys: key, does: text, group, run: () => void advance({ by }) })),
    { keys: 't', does: 'go to a time', group, run: () => void (isOpen.value = canAct.value) },
  ])
  const shown = cursor.value ?? now.value
  const text = clockSample.value ? formatTime(shown) : '--:--:--'
  const isLive = source.value === 'live'
  return (
    <section class={`clock-bar${cursor.value === undefined ? '' : ' looks-back'}`} aria-label="Clock">
      <time class="clock-now" dateTime={Number.isFinite(shown) ? new Date(shown).toISOString() : ''}>
        {text.slice(0, 8)}
        <i>{text.slice(8)}</i>
      </time>
      <span class="clock-day wide-only">
        {clockSample.value ? `${formatDay(shown)}, ${zoneName()}` : 'no clock yet'}
        <br />
        {cursor.value !== undefined ? (
          <button type="button" class="link" onClick={() => setQuery({ at: undefined })}>
            {isLive ? 'back to now' : 'back to the end'}
          </button>
        ) : apps.value.length > 1 && isLive ? (
          <ScopeButton />
        ) : (
          'virtual time'
        )}
      </span>
      {isLive && (
        <>
          <Modes />
          <button
            type="button"
            class="button square"
            aria-label={mode.value === 'manual' ? 'Play' : 'Pause'}
            aria-keyshortcuts="Space"
            title={mode.value === 'manual' ? `Play (${playMode.value})` : 'Pause'}
            disabled={!canAct.value}
            onClick={playOrPause}
          >
            <Icon name={mode.value === 'manual' ? 'play' : 'pause'} />
          </button>
          <button
            type="button"
            class="button primary"
            disabled={!canAct.value || !next.value}
            title={next.value?.text}
            onClick={() => void stepToNext()}
          >
            <Icon name="step" />
            <span>
              Step<span class="wide-only">{next.value ? ` to ${formatTime(next.value.time, false)}` : ''}</span>
            </span>
            <Key>n</Key>
          </button>
          <span class="group">
            {steps.map(({ by, text: label }) => (
              <button
                key={by}
                type="button"
                class={`button${by === '1s' ? ' wide-only' : ''}`}
                disabled={!canAct.value}
                onClick={() => void advance({ by })}
              >
                {label}
              </button>
            ))}
          </span>
          <button
            type="button"
            class="button"
            aria-label="Go to a time"
            disabled={!canAct.value}
            onClick={() => void (isOpen.value = true)}
          >
            <span class="wide-only">To…</span>
            <span class="phone-only">
              <Icon name="more" />
            </span>
          </button>
          <DueText />
          <span class="space" />
          <span class="clock-day right wide-only">
            Wall clock
            <br />
            <span class="number">{formatTime(wallNow.value, false)}</span>
          </span>
        </>
      )}
      {!isLive && (
        <>
          <span class="group">
            <button type="button" class="button" onClick={() => stepCursor(-1)}>
              <Icon name="left" />
              Previous<span class="wide-only"> event</span>
            </button>
            <button type="button" class="button" disabled={cursor.value === undefined} onClick={() => stepCursor(1)}>
              Next<span class="wide-only"> event</span>
              <Icon name="right" />
            </button>
          </span>
          <span class="space" />
          <span class="clock-day wide-only">
            {savedNote.value || 'Nothing can be changed here: this is a saved run.'}
          </span>
        </>
      )}
      {isOpen.value && <TimeDialog onClose={() => void (isOpen.value = false)} />}
    </section>
  )
}

/** What the controls act on: the selected application, or all of them. */
function ScopeButton() {
  return (
    <button
      type="button"
      class="link"
      aria-pressed={clockScope.value === 'all'}
      onClick={() => void (clockScope.value = clockScope.value === 'all' ? 'app' : 'all')}
    >
      {clockScope.value === 'all' ? 'all applications' : 'this application'}
    </button>
  )
}

const speeds = ['2x', '10x', '60x', '600x', '3600x']

function Modes({ everywhere = false }: { readonly everywhere?: boolean }) {
  const speed = mode.value.endsWith('x') ? mode.value : ''
  return (
    <span class={`segments${everywhere ? '' : ' wide-only'}`} role="group" aria-label="Mode of the clock">
      {(['real', 'manual', 'auto'] as const).map(name => (
        <button
          key={name}
          type="button"
          aria-pressed={mode.value === name}
          disabled={!canAct.value}
          title={modeTexts[name]}
          onClick={() => void setClockMode(name)}
        >
          {name.charAt(0).toUpperCase() + name.slice(1)}
        </button>
      ))}
      <select
        class={speed === '' ? '' : 'chosen'}
        aria-label="Speed"
        value={speed}
        disabled={!canAct.value}
        onChange={event => void (event.currentTarget.value && setClockMode(event.currentTarget.value))}
      >
        <option value="">Speed</option>
        {[...new Set([...speeds, ...(speed === '' ? [] : [speed])])].map(one => (
          <option key={one} value={one}>
            {one.replace('x', '×')}
          </option>
        ))}
      </select>
    </span>
  )
}

const modeTexts = {
  real: 'As fast as the wall clock',
  manual: 'Moves only when it is moved',
  auto: 'Jumps to what is due next while nothing happens',
} as const

function DueText() {
  const [first, second] = due.value.filter(({ time }) => time > now.value)
  if (!first) return <p class="due-list muted wide-only">Nothing is scheduled.</p>
  return (
    <p class="due-list ellipsis wide-only" title={`${first.text} at ${formatTime(first.time)}`}>
      <b>Next: {first.text}</b>, in {formatDuration(first.time - now.value)}
      {second && (
        <>
          <br />
          then {second.text}, in {formatDuration(second.time - now.value)}
        </>
      )}
    </p>
  )
}

/** A time of day, a duration ahead, or a time in ISO 8601, as an advance; undefined if it is none of them. */
export function parseAhead(text: string, from: number): { readonly by: string } | { readonly to: string } | undefined {
  const trimmed = text.trim()
  const duration = trimmed.replace(/^\+\s*/, '').replaceAll(' ', '')
  const length = parseDuration(duration)
  if (length !== undefined && Number.isFinite(length) && length > 0) return { by: duration }
  const parts = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?$/.exec(trimmed)
  if (parts) {
    const [hours, minutes, seconds] = parts.slice(1, 4).map(part => Number(part ?? 0))
    const milliseconds = Number((parts[4] ?? '').padEnd(3, '0'))
    const offset = zoneOffset(from)
    const day = Math.floor((from + offset) / 86_400_000) * 86_400_000 - offset
    const time = day + ((hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000 + milliseconds
    return { to: new Date(time > from ? time : time + 86_400_000).toISOString() }
  }
  const time = Date.parse(trimmed)
  return Number.isNaN(time) || !/^\d{4}-/.test(trimmed) ? undefined : { to: new Date(time).toISOString() }
}

function TimeDialog({ onClose }: { readonly onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null)
  const text = useSignal('')
  const ahead = parseAhead(text.value, now.value)
  const isWrong = text.value.trim() !== '' && !ahead
  const go = (event: Event) => {
    event.preventDefault()
    if (!ahead) return
    void advance(ahead)
    onClose()
  }
  return (
    <Dialog title="Clock" onClose={onClose}>
      <form class="stack" onSubmit={go}>
        <label class="stack">
          <span>Advance to a time, or by a duration</span>
          <input
            class="input mono"
            ref={field}
            placeholder={`${formatTime(now.value + 60_000, false)} or 2m30s`}
            value={text.value}
            aria-invalid={isWrong}
            aria-describedby="ahead-help"
            onInput={event => void (text.value = event.currentTarget.value)}
          />
        </label>
        <p id="ahead-help" class={isWrong ? 'failed' : 'muted'}>
          {isWrong
            ? 'Invalid time: expected a time such as 09:40:00, a duration such as 2m30s, or 2026-01-15T09:40:00Z.'
            : ahead
              ? 'to' in ahead
                ? `To ${formatDay(Date.parse(ahead.to))}, ${formatTime(Date.parse(ahead.to))}. Everything due on the way happens in order.`
                : `By ${formatDuration(parseDuration(ahead.by) ?? 0)}. Everything due on the way happens in order.`
              : 'Everything due on the way happens in order.'}
        </p>
        <div class="row">
          <Modes everywhere />
          {apps.value.length > 1 && <ScopeButton />}
          <span class="space" />
          <button type="submit" class="button primary" disabled={!ahead}>
            Advance
          </button>
        </div>
        <p class="muted">
          {clockRate.value > 0
            ? `The clock runs ${mode.value === 'real' ? 'as fast as the wall clock' : `${mode.value} as fast`}.`
            : 'The clock stands still.'}
        </p>
      </form>
    </Dialog>
  )
}
