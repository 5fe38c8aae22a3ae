import { computed, useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { setToken } from './api.ts'
import { AppPicker } from './apps.tsx'
import { CallbacksView } from './callbacks.tsx'
import { CallsView } from './calls.tsx'
import { ClockBar } from './clock-bar.tsx'
import { formatCount } from './format.ts'
import { listShortcuts, type Shortcut, useShortcuts } from './keys.ts'
import { continueWithToken, loadClock, retryNow } from './live.ts'
import { Dialog, Icon, Key } from './parts.tsx'
import { ReportView } from './report.tsx'
import { RequestsView } from './requests.tsx'
import { linkTo, navigate, route, runIndex, setQuery, toRunQuery, type View, views } from './router.ts'
import { savedRuns } from './saved.ts'
import { ScenarioView } from './scenario.tsx'
import { shortcuts, theme, zone } from './settings.ts'
import {
  appId,
  callbacks,
  calls,
  connection,
  dismiss,
  exchanges,
  notices,
  report,
  scenario,
  source,
  version,
} from './store.ts'
import { TimelineView } from './timeline.tsx'
import { Legend } from './timeline-lane.tsx'

const components: { readonly [Name in View]: ComponentType } = {
  timeline: TimelineView,
  requests: RequestsView,
  callbacks: CallbacksView,
  calls: CallsView,
  scenario: ScenarioView,
  report: ReportView,
}

const titles: { readonly [Name in View]: string } = {
  timeline: 'Timeline',
  requests: 'Requests',
  callbacks: 'Callbacks',
  calls: 'Calls',
  scenario: 'Scenario',
  report: 'Report',
}

const findingCount = computed(
  () => report.value?.results.filter(({ verdict, count }) => verdict === 'failed' && count > 0).length ?? 0,
)

const counts: { readonly [Name in View]?: () => number } = {
  requests: () => exchanges.value.length,
  callbacks: () => callbacks.value.length,
  calls: () => calls.value.length,
  report: () => findingCount.value,
}

/** Whether there is a run to look at: a report on a server, for example, has none. */
const hasRun = computed(() => source.value === 'live' || savedRuns.value.length > 0)

const shownViews = computed(() => (hasRun.value ? views : (['report'] as const)))

/** The whole page. */
export function Shell() {
  const isHelpOpen = useSignal(false)
  const { view } = route.value
  const Shown = components[view]
  useShortcuts([
    ...views.map(name => ({
      keys: `g ${name === 'callbacks' ? 'b' : name === 'report' ? 'p' : name.charAt(0)}`,
      does: `go to ${titles[name].toLowerCase()}`,
      group: 'Views',
      run: () => navigate(`/${name}`),
    })),
    { keys: '?', does: 'this help', group: 'Views', run: () => void (isHelpOpen.value = true) },
    {
      keys: '/',
      does: 'filter',
      group: 'Views',
      run: () => document.querySelector<HTMLInputElement>('.filter input')?.focus(),
    },
  ])
  useEffect(() => {
    // A saved page has the headline of its report as title.
    if (source.value === 'live') document.title = `${titles[view]} · ringback`
  }, [view])
  // Another application has a clock of its own.
  useEffect(() => {
    if (connection.value.state === 'live') loadClock().catch(() => {})
  }, [appId.value])
  return (
    <>
      <Sprite />
      <header class="app-bar">
        <h1>
          <a class="logo" href={linkTo('/timeline')} aria-label="ringback">
            <Logo />
            <span class="wide-only">ringback</span>
          </a>
        </h1>
        <nav aria-label="Views">
          {shownViews.value.map(name => (
            <ViewLink key={name} name={name} />
          ))}
        </nav>
        <span class="space" />
        {savedRuns.value.length > 1 && <RunPicker />}
        {hasRun.value && <AppPicker />}
        <ConnectionState />
        <ThemeButton />
        <button
          type="button"
          class="button ghost square wide-only"
          aria-label="Settings and keyboard help"
          onClick={() => void (isHelpOpen.value = true)}
        >
          ?
        </button>
      </header>
      {hasRun.value && <ClockBar />}
      <Banner />
      <main>
        <Shown />
      </main>
      <Footer />
      <Notices />
      {connection.value.state === 'token' && <TokenDialog isWrong={connection.value.isWrong} />}
      {isHelpOpen.value && <Help onClose={() => void (isHelpOpen.value = false)} />}
    </>
  )
}

function RunPicker() {
  return (
    <label class="app-picker">
      <span class="muted wide-only">Run</span>
      <select
        class="input"
        aria-label="Run"
        onChange={event => setQuery({ ...toRunQuery(event.currentTarget.selectedIndex), app: undefined })}
      >
        {savedRuns.value.map((run, index) => (
          <option key={`${index}${run.scenario}`} selected={index === runIndex.value}>
            {index + 1}: {run.scenario}
          </option>
        ))}
      </select>
    </label>
  )
}

function ViewLink({ name }: { readonly name: View }) {
  const count = counts[name]?.() ?? 0
  return (
    <a href={linkTo(`/${name}`)} aria-current={route.value.view === name ? 'page' : undefined}>
      <Icon name={name} />
      {titles[name]}
      {count > 0 && <small class={name === 'report' ? 'bad' : ''}>{count.toLocaleString('en')}</small>}
    </a>
  )
}

function Logo() {
  return (
    <svg viewBox="0 0 22 22" aria-hidden="true">
      <circle cx="11" cy="14.500" r="2.200" />
      <path d="M6.500 10.500c2.600-2.400 6.400-2.400 9 0M3 6.800c4.700-4.200 11.300-4.200 16 0" />
    </svg>
  )
}

/** The patterns of the timeline, which must stay rendered while it is not. */
function Sprite() {
  return (
    <svg class="sprite" aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch-ground" width="6" height="6" />
          <rect class="hatch-line" width="2.500" height="6" />
        </pattern>
        <pattern id="hatch-due" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch-line" width="1.500" height="6" />
        </pattern>
        <pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect class="dots-ground" width="6" height="6" />
          <circle class="dots-dot" cx="3" cy="3" r=".8" />
        </pattern>
      </defs>
    </svg>
  )
}

const stateTexts = {
  connecting: 'Connecting',
  live: 'Live',
  saved: 'Saved run',
  token: 'Locked',
  lost: 'Disconnected',
} as const

function ConnectionState() {
  const { state } = connection.value
  return (
    <span class={`connection ${state}`} role="status">
      <Icon name={state === 'lost' ? 'warning' : 'ok'} />
      <span>{stateTexts[state]}</span>
    </span>
  )
}

const nextTheme = { system: 'light', light: 'dark', dark: 'system' } as const

function ThemeButton() {
  const icon = theme.value === 'system' ? 'auto' : theme.value === 'light' ? 'sun' : 'moon'
  return (
    <button
      type="button"
      class="button ghost square"
      aria-label={`Colours: ${theme.value}. Change to ${nextTheme[theme.value]}`}
      title={`Colours: ${theme.value}`}
      onClick={() => void (theme.value = nextTheme[theme.value])}
    >
      <Icon name={icon} />
    </button>
  )
}

function Banner() {
  const state = connection.value
  const tick = useSignal(0)
  useEffect(() => {
    if (state.state !== 'lost') return
    const timer = setInterval(() => tick.value++, 500)
    return () => clearInterval(timer)
  }, [state.state])
  if (state.state !== 'lost') return null
  void tick.value
  const seconds = Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1_000))
  return (
    <div class="banner" role="alert">
      <Icon name="warning" />
      <span>
        Disconnected from {location.host}. What is shown was known at{' '}
        {new Date(state.since).toLocaleTimeString('en-GB')}; actions return with the connection.
      </span>
      <span class="space" />
      <span aria-hidden="true" class="wide-only nowrap">
        Next attempt in {seconds} s
      </span>
      <button type="button" class="button small" onClick={retryNow}>
        Try now
      </button>
    </div>
  )
}

function TokenDialog({ isWrong }: { readonly isWrong: boolean }) {
  const field = useRef<HTMLInputElement>(null)
  const open = (event: Event) => {
    event.preventDefault()
    const text = field.current?.value.trim() ?? ''
    if (text === '') return
    setToken(text)
    continueWithToken()
  }
  return (
    <Dialog title="This emulator requires a token">
      <form class="token-form" onSubmit={open}>
        <p class="muted">
          It was printed, or set with <code>--control-token</code>, when the emulator started. It is kept for this tab
          only.
        </p>
        <p class="row">
          <label class="grow">
            <span class="hidden-label">Token</span>
            <input
              class="input"
              ref={field}
              type="password"
              autocomplete="off"
              aria-invalid={isWrong}
              aria-describedby="token-error"
            />
          </label>
          <button type="submit" class="button primary">
            Open
          </button>
        </p>
        <p id="token-error" class="failed" role="alert">
          {isWrong ? 'The emulator did not accept this token.' : ''}
        </p>
      </form>
    </Dialog>
  )
}

function Help({ onClose }: { readonly onClose: () => void }) {
  const groups = new Map<string, Shortcut[]>()
  for (const one of listShortcuts()) {
    const { group = 'Here' } = one
    if (group !== '') groups.set(group, [...(groups.get(group) ?? []), one])
  }
  return (
    <Dialog title="Keyboard and settings" onClose={onClose} wide>
      <div class="help">
        {[...groups].map(([group, list]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl class="keys">
              {list.map(({ keys, does }) => (
                <div key={keys + does}>
                  <dt>
                    {keys.split(' ').map(key => (
                      <kbd key={key}>{keyNames[key] ?? key}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Settings</h3>
          <label class="row">
            <input
              type="checkbox"
              checked={zone.value === 'local'}
              onChange={event => void (zone.value = event.currentTarget.checked ? 'local' : 'utc')}
            />
            Show times in the local zone instead of UTC
          </label>
          <label class="row">
            <input
              type="checkbox"
              checked={shortcuts.value === 'on'}
              onChange={event => void (shortcuts.value = event.currentTarget.checked ? 'on' : 'off')}
            />
            Single keys are shortcuts
          </label>
        </section>
      </div>
    </Dialog>
  )
}

const keyNames: { readonly [key: string]: string } = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
}

function Footer() {
  const mode = zone.value === 'utc' ? 'UTC' : 'local time'
  return (
    <footer class="wide-only">
      {route.value.view === 'timeline' && <Legend />}
      {route.value.view !== 'timeline' && source.value === 'live' && <span class="number">{location.host}</span>}
      {route.value.view !== 'timeline' && version.value && <span>ringback {version.value}</span>}
      {scenario.value && <span class="ellipsis">scenario “{scenario.value.name}”</span>}
      <span class="space" />
      <button type="button" class="link" onClick={() => void (zone.value = zone.value === 'utc' ? 'local' : 'utc')}>
        Times in {mode}
      </button>
      <span>
        <Key>?</Key> keyboard help
      </span>
      <span class="hidden-label">{formatCount(exchanges.value.length, 'request')}</span>
    </footer>
  )
}

function Notices() {
  return (
    <div class="notices" role="status">
      {notices.value.map(({ id, kind, text }) => (
        <p key={id} class={`notice ${kind}`}>
          <Icon name={kind === 'done' ? 'check' : 'failed'} />
          <span>{text}</span>
          <button type="button" class="button ghost square small" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </p>
      ))}
    </div>
  )
}
