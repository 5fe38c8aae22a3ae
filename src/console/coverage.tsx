import { signal, useSignal } from '@preact/signals'
import { type FailureMode, failureModeRows, failureModes } from '../faults/failure-modes.ts'
import { armFault } from './actions.ts'
import { addFault, type FaultInput, toFaultLine } from './fault-text.ts'
import { useShortcuts } from './keys.ts'
import { Chip, Icon, isNarrow, Key } from './parts.tsx'
import { navigate } from './router.ts'
import { type Answer, toCodeLabel } from './run.ts'
import { scenarioText } from './scenario-text.ts'
import { canAct, notify } from './store.ts'

type Coverage = Answer<'Report'>['failureCoverage']
type Row = Coverage['rows'][number]
type Cell = Row['cells'][number]

/** The fault that makes a command meet a failure once. */
function toFault(command: string, { name, isErrorCode }: Pick<Cell, 'name' | 'isErrorCode'>): FaultInput {
  const mode = isErrorCode ? 'refusal' : toMode(name)
  const effect = failureModeRows[mode].toEffect({
    errorCode: Number(name),
    status: 502,
    delay: 3_000,
    omit: () => ['ActionStatus'],
    mistype: () => ['ErrorCode'],
  })
  return { on: command, ...effect, times: 1 }
}

const modeLabels: { readonly [Mode in FailureMode]: string } = {
  refusal: 'Refusal',
  http: 'HTTP 502',
  'reset-before': 'Reset before reply',
  'reset-during': 'Reset during reply',
  empty: 'Empty body',
  truncated: 'Body cut off',
  garbage: 'Not JSON',
  html: 'HTML page',
  omitted: 'Field missing',
  mistyped: 'Wrong type',
  slow: 'Slow reply',
  dribble: 'Few bytes at a time',
}

const toLabel = ({ name, isErrorCode }: Pick<Cell, 'name' | 'isErrorCode'>): string =>
  isErrorCode ? `${name} ${toCodeLabel(Number(name))}` : modeLabels[toMode(name)]

const toMode = (name: string): FailureMode => failureModes.find(one => one === name) ?? 'refusal'

/** What the client did best after it had met a failure. */
function toBest({ reactions }: Cell): 'recovered' | 'other' {
  return (reactions.recovered ?? 0) > 0 ? 'recovered' : 'other'
}

const reactionTexts = {
  recovered: 'retried, and succeeded later',
  retried: 'retried',
  continued: 'continued with other requests',
  disconnected: 'closed its connection',
  stopped: 'sent nothing more',
} as const

/** The cells whose faults were armed here and were not met yet, as `command name`. */
const armed = signal<ReadonlySet<string>>(new Set())

/** Which failures each command has met, and the buttons that arm the others. */
export function CoveragePane({ coverage }: { readonly coverage: Coverage }) {
  const { met, all, percent, rows } = coverage
  const columns = [...new Map(rows.flatMap(({ cells }) => cells.map(cell => [cell.name, cell]))).values()].toSorted(
    (one, other) => Number(other.isErrorCode) - Number(one.isErrorCode),
  )
  const chosen = useSignal('')
  const [row, cell] = findCell(rows, chosen.value)
  const arm = async (command: string, of: Cell) => {
    if (!canAct.value) return
    if (await armFault(toFault(command, of))) armed.value = new Set([...armed.value, `${command} ${of.name}`])
  }
  useShortcuts([
    {
      keys: 'a',
      does: 'arm the fault of the cell',
      group: 'Report',
      run: () => void (row && cell && cell.times === 0 && arm(row.command, cell)),
    },
  ])
  const choose = (command: string, of: Cell) => {
    const key = `${command} ${of.name}`
    // The first click explains the cell, and arms it where nothing is there to see.
    chosen.value = key
    if (of.times === 0) void arm(command, of)
  }
  const button = (command: string, of: Cell | undefined) =>
    of ? (
      <CellButton
        command={command}
        cell={of}
        isChosen={chosen.value === `${command} ${of.name}`}
        onChoose={() => choose(command, of)}
      />
    ) : (
      <span class="cell none" title="Not documented for this command">
        ·
      </span>
    )
  return (
    <section class="pane coverage-pane" aria-label="Failure coverage">
      <header class="pane-head row">
        <h2>Failure coverage</h2>
        {percent !== null && (
          <span class="muted">
            {met} of {all} failures met, {percent} %
          </span>
        )}
      </header>
      {rows.length === 0 ? (
        <p class="muted">No command was used yet, so there are no failures to meet.</p>
      ) : (
        <>
          <p class="muted">
            What can go wrong with each command that the client uses.{' '}
            {canAct.value && '+ arms that fault for the next request.'}
          </p>
          <div class="card card-body matrix-card" tabIndex={0} role="region" aria-label="Matrix of failures">
            {isNarrow.value ? (
              <table class="matrix narrow">
                <thead>
                  <tr>
                    <th scope="col">Failure</th>
                    {rows.map(({ command }) => (
                      <th key={command} scope="col">
                        <span>{command}</span>
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {columns.map(column => (
                    <tr key={column.name}>
                      <th scope="row" title={column.meaning}>
                        {toLabel(column)}
                      </th>
                      {rows.map(({ command, cells }) => (
                        <td key={command}>
                          {button(
                            command,
                            cells.find(({ name }) => name === column.name),
                          )}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            ) : (
              <table class="matrix">
                <thead>
                  <tr>
                    <th scope="col">
                      <span class="hidden-label">Command</span>
                    </th>
                    {columns.map(column => (
                      <th key={column.name} scope="col" title={column.meaning}>
                        <span>{toLabel(column)}</span>
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ command, cells }) => (
                    <tr key={command}>
                      <th scope="row" class="mono">
                        {command}
                      </th>
                      {columns.map(({ name }) => (
                        <td key={name}>
                          {button(
                            command,
                            cells.find(one => one.name === name),
                          )}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            <p class="legend-row row">
              <span class="legend-item">
                <span class="cell recovered">✓</span> met, and recovered
              </span>
              <span class="legend-item">
                <span class="cell other">!</span> met, not recovered
              </span>
              <span class="legend-item">
                <span class="cell open">+</span> not met
              </span>
              <span class="legend-item">
                <span class="cell armed">
                  <Icon name="bolt" />
                </span>{' '}
                armed
              </span>
            </p>
          </div>
          {row && cell && <CellDetail row={row} cell={cell} onArm={() => void arm(row.command, cell)} />}
        </>
      )}
    </section>
  )
}

function findCell(rows: readonly Row[], key: string): readonly [Row | undefined, Cell | undefined] {
  const [command, name] = key.split(' ')
  const row = rows.find(one => one.command === command)
  return [row, row?.cells.find(one => one.name === name)]
}

function CellButton({
  command,
  cell,
  isChosen,
  onChoose,
}: {
  readonly command: string
  readonly cell: Cell
  readonly isChosen: boolean
  readonly onChoose: () => void
}) {
  const isArmed = cell.times === 0 && armed.value.has(`${command} ${cell.name}`)
  const look = cell.times > 0 ? toBest(cell) : isArmed ? 'armed' : 'open'
  const state =
    cell.times > 0
      ? `met ${cell.times} times, ${look === 'recovered' ? 'recovered' : 'not recovered'}`
      : isArmed
        ? 'armed'
        : 'not met: arm it'
  return (
    <button
      type="button"
      class={`cell ${look}`}
      aria-pressed={isChosen}
      aria-label={`${command}, ${toLabel(cell)}: ${state}`}
      title={`${cell.meaning} ${state}`}
      disabled={cell.times === 0 && !canAct.value}
      onClick={onChoose}
    >
      {cell.times > 0 ? `${look === 'recovered' ? '✓' : '!'}${cell.times}` : isArmed ? <Icon name="bolt" /> : '+'}
    </button>
  )
}

function CellDetail({
  row: { command },
  cell,
  onArm,
}: {
  readonly row: Row
  readonly cell: Cell
  readonly onArm: () => void
}) {
  const fault = toFault(command, cell)
  const reactions = Object.entries(cell.reactions).filter(([, count]) => (count ?? 0) > 0)
  return (
    <section class="card card-body cell-detail" aria-label="The chosen failure">
      <p class="row">
        <b class="mono">{command}</b> <span class="grow">{toLabel(cell)}</span>
        <Chip tone={cell.times > 0 ? 'ok' : 'neutral'}>{cell.times > 0 ? `met ${cell.times} ×` : 'not met'}</Chip>
      </p>
      <p class="muted">{cell.meaning}</p>
      {reactions.length > 0 && (
        <p>
          The client{' '}
          {reactions
            .map(([name, count]) => `${reactionTexts[name as keyof typeof reactionTexts]} (${count} ×)`)
            .join(', ')}
          .
        </p>
      )}
      <pre class="code wrap">{toFaultLine(fault)}</pre>
      {canAct.value && (
        <p class="row">
          <button type="button" class="button primary" onClick={onArm}>
            {cell.times > 0 || armed.value.has(`${command} ${cell.name}`) ? 'Arm again' : 'Arm this fault'} <Key>a</Key>
          </button>
          <button
            type="button"
            class="button"
            onClick={() => {
              scenarioText.value = addFault(scenarioText.value, fault)
              notify('Added to the scenario in the editor')
              navigate('/scenario')
            }}
          >
            Add to scenario
          </button>
        </p>
      )}
    </section>
  )
}
