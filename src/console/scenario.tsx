import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { act, loadScenario, resetAll } from './actions.ts'
import { request } from './api.ts'
import { toScenarioText } from './fault-text.ts'
import { FaultsPane } from './faults.tsx'
import { formatCount } from './format.ts'
import { useShortcuts } from './keys.ts'
import { Chip, CopyButton, Dialog, Icon, isNarrow, Key } from './parts.tsx'
import { linkTo, navigate, route } from './router.ts'
import type { Answer } from './run.ts'
import { savedRun } from './saved.ts'
import { openedScenario, openScenario, type ScenarioIssue, scenarioIssues, scenarioText } from './scenario-text.ts'
import { canAct, scenario, source } from './store.ts'

/** The view of the scenario and the faults. */
export function ScenarioView() {
  const [part] = route.value.path
  const isSaving = useSignal(false)
  useEffect(() => {
    const name = part === 'faults' || part === undefined ? undefined : part
    if (name !== undefined && name !== openedScenario.value.name && canAct.value)
      void act(() => openScenario({ library: name }))
    else if (scenarioText.value === '' && canAct.value) void act(() => openScenario({ recorded: 'as-is' }))
  }, [part, canAct.value])
  if (source.value === 'saved') return <SavedScenario />
  const shown = part === 'faults' ? 'faults' : 'editor'
  return (
    <div class={`scenario-view shows-${shown}`}>
      {isNarrow.value && (
        <div class="bar">
          <div class="segments" role="group" aria-label="Parts">
            <a href={linkTo('/scenario')} aria-current={shown === 'editor' ? 'true' : undefined}>
              Scenario
            </a>
            <a href={linkTo('/scenario/faults')} aria-current={shown === 'faults' ? 'true' : undefined}>
              Faults
            </a>
          </div>
        </div>
      )}
      <Library onSave={() => void (isSaving.value = true)} />
      <Editor />
      <FaultsPane />
      {isSaving.value && <SaveDialog onClose={() => void (isSaving.value = false)} />}
    </div>
  )
}

/** The scenario of a saved run, which cannot be changed. */
function SavedScenario() {
  const run = savedRun.value
  const text = run?.source ? toScenarioText(run.source) : ''
  return (
    <div class="scenario-view saved">
      <section class="editor-pane" aria-label="Scenario">
        <header class="row pane-head">
          <h2 class="ellipsis">{run?.scenario ?? 'Scenario'}</h2>
          {run?.seed !== undefined && <span class="muted">seed {run.seed}</span>}
          <span class="space" />
          <CopyButton text={text} class="" />
        </header>
        <pre class="saved-scenario" tabIndex={0}>
          {colourYaml(text).map((line, index) => (
            <span key={index}>
              {line}
              {'\n'}
            </span>
          ))}
        </pre>
      </section>
      <FaultsPane />
    </div>
  )
}

function Library({ onSave }: { readonly onSave: () => void }) {
  const list = useSignal<Answer<'ScenarioList'>['scenarios']>([])
  useEffect(() => {
    if (!canAct.value) return
    request('ScenarioList', 'scenarios')
      .then(({ scenarios }) => void (list.value = scenarios))
      .catch(() => {})
  }, [canAct.value])
  const running = scenario.value
  return (
    <section class="library" aria-label="Scenarios">
      <h2>Running</h2>
      {running && (
        <div class="running">
          <p>
            <b>{running.name}</b>
            <span class="muted">
              seed {running.seed} · {formatCount(running.calls, 'call')} · {formatCount(running.faults, 'fault')}
            </span>
          </p>
          <p class="row">
            <button type="button" class="button small" disabled={!canAct.value} onClick={() => void resetAll()}>
              <Icon name="reset" /> Reset
            </button>
            <button
              type="button"
              class="button small"
              disabled={!canAct.value}
              aria-label="Save as scenario"
              onClick={onSave}
            >
              Save as…
            </button>
          </p>
        </div>
      )}
      <h2>Library</h2>
      <ul>
        {list.value.map(({ name, about }) => (
          <li key={name}>
            <a
              href={linkTo(`/scenario/${encodeURIComponent(name)}`)}
              aria-current={openedScenario.value.name === name ? 'true' : undefined}
              title={about}
            >
              <span>{name}</span>
              <span class="muted ellipsis">{about}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Where a line begins in a text. */
const toOffset = (text: string, line: number): number => {
  let at = 0
  for (let count = 1; count < line; count++) at = text.indexOf('\n', at) + 1
  return at
}

/** The word that a message offers instead of what is written. */
const toSuggestion = ({ message }: ScenarioIssue): string | undefined => /Did you mean "([^"]+)"\?/.exec(message)?.[1]

function Editor() {
  const field = useRef<HTMLTextAreaElement>(null)
  const chosen = useSignal(-1)
  const text = scenarioText.value
  const issues = scenarioIssues.value
  const { name, text: opened } = openedScenario.value
  const lines = text.split('\n')
  const badLines = new Set(issues?.map(({ line }) => line))
  const isValid = issues?.length === 0

  const goTo = (index: number) => {
    const issue = issues?.[index]
    const element = field.current
    if (!issue || !element) return
    chosen.value = index
    const start = toOffset(text, issue.line ?? 1) + (issue.column ?? 1) - 1
    const word = /^[^\s,{}[\]]*/.exec(text.slice(start))?.[0] ?? ''
    element.focus()
    element.setSelectionRange(start, start + word.length)
    const top = ((issue.line ?? 1) - 4) * lineHeight
    element.closest('.editor-scroll')?.scrollTo({ top: Math.max(0, top) })
  }
  const load = () => {
    if (isValid) void loadScenario(scenarioText.value)
  }
  const fix = (issue: ScenarioIssue, word: string) => {
    const start = toOffset(text, issue.line ?? 1) + (issue.column ?? 1) - 1
    const old = /^["']?[^\s,{}[\]"':]*["']?/.exec(text.slice(start))?.[0] ?? ''
    scenarioText.value = text.slice(0, start) + word + text.slice(start + old.length)
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      load()
    } else if (event.key === 'F8') {
      event.preventDefault()
      goTo((chosen.value + 1) % Math.max(1, issues?.length ?? 0))
    } else if (event.key === 'Escape') field.current?.blur()
  }
  useShortcuts([
    {
      keys: 'F8',
      does: 'next problem of the scenario',
      group: 'Scenario',
      run: () => goTo((chosen.value + 1) % Math.max(1, issues?.length ?? 0)),
    },
  ])
  return (
    <section class="editor-pane" aria-label="Editor">
      <header class="row pane-head">
        <h2 class="ellipsis">{name === '' ? 'Scenario' : name}</h2>
        {text !== opened && <span class="muted">edited</span>}
        {text === '' ? null : issues === undefined ? (
          <Chip tone="neutral">checking</Chip>
        ) : isValid ? (
          <Chip tone="ok" icon="check">
            valid
          </Chip>
        ) : (
          <Chip tone="failed" icon="x">
            {formatCount(issues.length, 'problem')}
          </Chip>
        )}
        <span class="space" />
        <CopyButton text={text} class="" />
        <button type="button" class="button primary" disabled={!canAct.value || !isValid || text === ''} onClick={load}>
          Load <Key>Ctrl ↵</Key>
        </button>
      </header>
      <div class="editor-scroll">
        <div class="editor">
          <div class="gutter" aria-hidden="true">
            {lines.map((_, index) => (
              <span key={index} class={badLines.has(index + 1) ? 'bad' : ''}>
                {badLines.has(index + 1) && <Icon name="x" />}
                {index + 1}
              </span>
            ))}
          </div>
          <div class="editor-text">
            <pre aria-hidden="true">
              {colourYaml(lines.join('\n')).map((line, index) => (
                <span key={index} class={`line ${badLines.has(index + 1) ? 'bad' : ''}`}>
                  {line}
                  {'\n'}
                </span>
              ))}
            </pre>
            <textarea
              ref={field}
              aria-label="Scenario as YAML"
              aria-describedby="scenario-problems"
              spellcheck={false}
              autocomplete="off"
              value={text}
              onInput={event => void (scenarioText.value = event.currentTarget.value)}
              onKeyDown={onKeyDown}
            />
          </div>
        </div>
      </div>
      <div id="scenario-problems" class="problems" role="status">
        {issues !== undefined && issues.length > 0 && (
          <>
            <p class="row">
              <Icon name="x" class="failed" /> <b>{formatCount(issues.length, 'problem')}</b>
              <span class="muted wide-only">
                <kbd>F8</kbd> goes to the next
              </span>
            </p>
            <ul>
              {issues.map((issue, index) => {
                const word = toSuggestion(issue)
                return (
                  <li
                    key={`${issue.line}:${issue.column} ${issue.message}`}
                    class="row"
                    aria-current={index === chosen.value ? 'true' : undefined}
                  >
                    <button type="button" class="link number" onClick={() => goTo(index)}>
                      {issue.line === undefined ? 'file' : `${issue.line}:${issue.column ?? 1}`}
                    </button>
                    <span class="grow">{issue.message}</span>
                    {word !== undefined && issue.line !== undefined && (
                      <button type="button" class="button small" onClick={() => fix(issue, word)}>
                        Use {word}
                      </button>
                    )}
                  </li>
                )
              })}
            </ul>
          </>
        )}
      </div>
    </section>
  )
}

/** The height of a line of the editor, in pixels, as in the style sheet. */
const lineHeight = 20

const yamlToken =
  /(#.*$)|("(?:[^"\\]|\\.)*"|'[^']*')|([\w$.-]+)(?=\s*:(?:\s|$))|(?<![\w.-])(-?\d[\d.]*(?:ms|[smhd])?(?:[\d.]+(?:ms|[smh]))*|\d{4}-\d\d-\d\dT[\d:.]+Z|true|false|null|never)(?![\w-])/g

/** The lines of YAML in colours. Lines of a folded or literal text are text, whatever they contain. */
function colourYaml(text: string): readonly ComponentChildren[] {
  let textIndent: number | undefined
  return text.split('\n').map(line => {
    const indent = line.search(/\S/)
    if (textIndent !== undefined && (indent < 0 || indent > textIndent)) return <span class="code-text">{line}</span>
    textIndent = /[:-]\s+[>|][+-]?\d?\s*$/.test(line) ? indent : undefined
    return colourLine(line)
  })
}

/** A line of YAML in colours. */
function colourLine(line: string): ComponentChildren[] {
  const parts: ComponentChildren[] = []
  let end = 0
  for (const match of line.matchAll(yamlToken)) {
    const [whole, comment, string, key] = match
    parts.push(line.slice(end, match.index))
    const look = comment ? 'code-comment' : string ? 'code-text' : key ? 'code-key' : 'code-number'
    parts.push(<span class={look}>{whole}</span>)
    end = match.index + whole.length
  }
  parts.push(line.slice(end))
  return parts
}

/** The dialog that saves what was done by hand as a scenario. */
function SaveDialog({ onClose }: { readonly onClose: () => void }) {
  const isAnonymized = useSignal(false)
  const save = async (event: Event) => {
    event.preventDefault()
    const kind = isAnonymized.value ? 'anonymized' : 'as-is'
    await act(() => openScenario({ recorded: kind }))
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([scenarioText.value], { type: 'application/yaml' }))
    link.download = 'recorded.scenario.yaml'
    link.click()
    URL.revokeObjectURL(link.href)
    onClose()
    navigate('/scenario')
  }
  return (
    <Dialog title="Save as scenario" onClose={onClose}>
      <form class="form" onSubmit={save}>
        <p>
          The scenario that runs, with every call, action and fault that was done by hand since it began. It opens in
          the editor and is saved as a file.
        </p>
        <label class="row">
          <input
            type="checkbox"
            checked={isAnonymized.value}
            onChange={event => void (isAnonymized.value = event.currentTarget.checked)}
          />
          Replace the names of accounts, and the keys
        </label>
        {!isAnonymized.value && <p class="muted">The file contains secret keys.</p>}
        <p class="row">
          <button type="submit" class="button primary">
            Save
          </button>
        </p>
      </form>
    </Dialog>
  )
}
