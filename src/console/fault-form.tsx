import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { errors } from '../contracts/errors.ts'
import { armFault } from './actions.ts'
import { addFault, type FaultInput, toFaultLine } from './fault-text.ts'
import { useShortcuts } from './keys.ts'
import { callbackNames, operationNames } from './operations.ts'
import { CopyButton } from './parts.tsx'
import { navigate, route } from './router.ts'
import { toCodeLabel } from './run.ts'
import { scenarioText } from './scenario-text.ts'
import { canAct, notify } from './store.ts'

/** What a fault does, with the values it may have; the first is the default. */
const effects: {
  readonly [name: string]: {
    readonly label: string
    readonly values?: readonly string[]
    readonly example?: string
    readonly of?: 'callbacks' | 'both'
  }
} = {
  error: { label: 'refuses with a code' },
  delay: { label: 'delays the reply', example: '3s', of: 'both' },
  http: { label: 'answers with an HTTP status', example: '502' },
  drop: { label: 'resets the connection', values: ['before', 'during'] },
  body: { label: 'corrupts the body', values: ['empty', 'truncated', 'garbage', 'html'] },
  omit: { label: 'leaves a field out', values: ['ErrorCode', 'ErrorInfo', 'ActionStatus', 'RequestId', 'Response'] },
  mistype: {
    label: 'changes the type of a field',
    values: ['ErrorCode', 'ErrorInfo', 'ActionStatus', 'RequestId', 'Response'],
  },
  dribble: { label: 'sends the body slowly', example: '50B/s' },
  callback: {
    label: 'changes the callback',
    values: ['drop', 'duplicate', 'reorder', 'wrong-signature', 'malformed'],
    of: 'callbacks',
  },
}

const codes = [...new Map(Object.values(errors).map(({ code, meaning }) => [code, meaning]))].sort(
  ([one], [other]) => one - other,
)

const frequencies = ['once', 'times', 'always', 'chance'] as const

/** What the fields of the form contain. */
interface Fields {
  readonly on: string
  readonly effect: string
  readonly value: string
  readonly often: (typeof frequencies)[number]
  readonly times: string
  readonly chance: string
  readonly skip: string
  readonly call: string
  readonly app: boolean
  readonly from: string
  readonly until: string
}

const isForCallbacks = (on: string) => on === 'callbacks' || on.startsWith('Call.')

const defaultValue = (effect: string): string =>
  effect === 'error' ? '101001' : (effects[effect]?.values?.[0] ?? effects[effect]?.example ?? '')

/** The fields that a link asks for, such as `?on=end_call&effect=http&value=502`. */
const toFields = (query: { readonly [name: string]: string }): Fields => {
  const on = query.on ?? 'get_call_info'
  const effect = query.effect ?? (isForCallbacks(on) ? 'callback' : 'error')
  return {
    on,
    effect,
    value: query.value ?? defaultValue(effect),
    often: 'once',
    times: '2',
    chance: '0.05',
    skip: '',
    call: query.onCall ?? '',
    app: false,
    from: '',
    until: '',
  }
}

function toFault(fields: Fields): FaultInput {
  const { on, effect, value, often, times, chance, skip, call, from, until } = fields
  const numbers = ['error', 'http']
  const shown = numbers.includes(effect) ? Number(value) : ['omit', 'mistype'].includes(effect) ? [value] : value
  return {
    on,
    [effect]: shown,
    ...(call === '' ? {} : { call }),
    ...(skip === '' ? {} : { skip: Number(skip) }),
    ...(often === 'once' ? { times: 1 } : often === 'times' ? { times: Number(times) } : {}),
    ...(often === 'chance' ? { probability: Number(chance) } : {}),
    ...(from === '' ? {} : { from }),
    ...(until === '' ? {} : { until }),
  }
}

/** The form that arms a fault, and shows it as a scenario has it. */
export function FaultForm() {
  const { on, effect: asked, value: askedValue, onCall } = route.value.query
  const fields = useSignal(toFields(route.value.query))
  useEffect(() => {
    fields.value = toFields(route.value.query)
  }, [on, asked, askedValue, onCall])
  const set = (change: Partial<Fields>) => void (fields.value = { ...fields.value, ...change })
  const current = fields.value
  const ofCallbacks = isForCallbacks(current.on)
  const fault = toFault(current)
  const effect = effects[current.effect]
  const possible = Object.entries(effects).filter(([, { of }]) => of === 'both' || (of === 'callbacks') === ofCallbacks)
  const arm = () => void armFault(fault)
  const add = () => {
    scenarioText.value = addFault(scenarioText.value, fault)
    notify('Added to the scenario in the editor')
    navigate('/scenario', {}, { replace: true })
  }
  useShortcuts([{ keys: 'a', does: 'arm the fault of the form', group: 'Scenario', run: arm }])
  return (
    <form
      class="card card-body form fault-form"
      aria-label="Arm a fault"
      onSubmit={event => {
        event.preventDefault()
        arm()
      }}
    >
      <h3>Arm a fault</h3>
      <label class="form-row">
        <span>On</span>
        <select
          class="input"
          value={current.on}
          onChange={({ currentTarget: { value } }) => {
            const next =
              isForCallbacks(value) === ofCallbacks ? current.effect : isForCallbacks(value) ? 'callback' : 'error'
            set({ on: value, effect: next, value: next === current.effect ? current.value : defaultValue(next) })
          }}
        >
          <option value="all">every command</option>
          {operationNames.map(name => (
            <option key={name}>{name}</option>
          ))}
          <option value="callbacks">every callback</option>
          {callbackNames.map(name => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label class="form-row">
        <span>It</span>
        <select
          class="input"
          value={current.effect}
          onChange={({ currentTarget: { value } }) => set({ effect: value, value: defaultValue(value) })}
        >
          {possible.map(([name, { label }]) => (
            <option key={name} value={name}>
              {ofCallbacks && name === 'delay' ? 'delays the callback' : label}
            </option>
          ))}
        </select>
      </label>
      <div class="form-row">
        <label for="fault-value">{current.effect === 'error' ? 'Code' : 'Value'}</label>
        {current.effect === 'error' ? (
          <select
            id="fault-value"
            class="input"
            value={current.value}
            onChange={event => set({ value: event.currentTarget.value })}
          >
            {codes.map(([code]) => (
              <option key={code} value={code}>
                {code} {toCodeLabel(code)}
              </option>
            ))}
          </select>
        ) : effect?.values ? (
          <select
            id="fault-value"
            class="input"
            value={current.value}
            onChange={event => set({ value: event.currentTarget.value })}
          >
            {effect.values.map(value => (
              <option key={value}>{value}</option>
            ))}
          </select>
        ) : (
          <input
            id="fault-value"
            class="input mono"
            required
            value={current.value}
            placeholder={effect?.example ?? ''}
            onInput={event => set({ value: event.currentTarget.value })}
          />
        )}
      </div>
      <div class="form-row">
        <span id="fault-often">How often</span>
        <div class="row">
          <div class="segments" role="group" aria-labelledby="fault-often">
            {frequencies.map(often => (
              <button key={often} type="button" aria-pressed={current.often === often} onClick={() => set({ often })}>
                {often === 'chance' ? 'by chance' : often}
              </button>
            ))}
          </div>
          {current.often === 'times' && (
            <input
              class="input number short"
              type="number"
              min="1"
              aria-label="How many times"
              value={current.times}
              onInput={event => set({ times: event.currentTarget.value })}
            />
          )}
          {current.often === 'chance' && (
            <input
              class="input number short"
              type="number"
              min="0"
              max="1"
              step="0.01"
              aria-label="Probability from 0 to 1"
              value={current.chance}
              onInput={event => set({ chance: event.currentTarget.value })}
            />
          )}
        </div>
      </div>
      <label class="form-row">
        <span>Only for call</span>
        <input
          class="input mono"
          placeholder="any"
          value={current.call}
          onInput={event => set({ call: event.currentTarget.value })}
        />
      </label>
      <div class="form-row">
        <span>From, until</span>
        <div class="row">
          <input
            class="input mono"
            aria-label="From, since the beginning of the scenario"
            placeholder="now"
            value={current.from}
            onInput={event => set({ from: event.currentTarget.value })}
          />
          <input
            class="input mono"
            aria-label="Until, since the beginning of the scenario"
            placeholder="no end"
            value={current.until}
            onInput={event => set({ until: event.currentTarget.value })}
          />
        </div>
      </div>
      <pre class="code wrap" data-yaml>
        {toFaultLine(fault)}
      </pre>
      <p class="row">
        <button type="submit" class="button primary" disabled={!canAct.value}>
          Arm fault
        </button>
        <button type="button" class="button" onClick={add}>
          Add to scenario
        </button>
        <span class="space" />
        <CopyButton text={toFaultLine(fault)} class="ghost" />
      </p>
    </form>
  )
}
