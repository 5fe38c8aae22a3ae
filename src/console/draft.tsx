import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { type RequestInput, resend } from './actions.ts'
import { operationNames, sampleBodies } from './operations.ts'
import { Icon, Key, ReplyChip } from './parts.tsx'
import { linkTo, route } from './router.ts'
import type { Answer, Exchange } from './run.ts'
import { appId, canAct } from './store.ts'
import { type DiffLine, toDiff } from './text-diff.ts'

/** A parameter of the query as it is edited; `was` is its value in the request that is sent again. */
interface Parameter {
  readonly name: string
  readonly value: string
  readonly was: string | undefined
}

const toParameters = (target: string): readonly Parameter[] =>
  [...new URLSearchParams(target.split(/\?(.*)/s, 2)[1] ?? '')].map(([name, value]) => ({ name, value, was: value }))

const isUserSig = (name: string) => name.toLowerCase() === 'usersig'

/** A random number as the documentation asks for: 32 bits, unsigned. */
const drawRandom = () => `${crypto.getRandomValues(new Uint32Array(1))[0]}`

const toPretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** What is wrong with a text as JSON; undefined if it is JSON. */
const findJsonError = (text: string): string | undefined => {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'It is not JSON.'
  }
}

/** The form that edits a request and sends it again, or without one writes a new request. */
export function Draft({
  exchange,
  onClose,
}: {
  readonly exchange?: Exchange
  readonly onClose?: (() => void) | undefined
}) {
  const asked = exchange?.command ?? route.value.query.command
  const command = useSignal(operationNames.find(name => name === asked) ?? 'get_call_info')
  const original = exchange ? toPretty(exchange.body) : JSON.stringify(sampleBodies[command.value], null, 2)
  const parameters = useSignal<readonly Parameter[]>([])
  const body = useSignal(original)
  const sign = useSignal<'fresh' | 'original'>('fresh')
  const answers = useSignal<readonly Answer<'Exchange'>[]>([])
  const isSending = useSignal(false)
  const replies = useRef<HTMLDivElement>(null)
  useEffect(() => {
    parameters.value = exchange ? toParameters(exchange.target) : []
    body.value = original
    answers.value = []
  }, [exchange?.id])

  const change = (index: number, next: Partial<Parameter>) => {
    parameters.value = parameters.value.map((one, at) => (at === index ? { ...one, ...next } : one))
  }
  const toChange = () => {
    const query: { [name: string]: string | null } = {}
    for (const { name, value, was } of parameters.value) {
      if (name !== '' && value !== was && !(isUserSig(name) && sign.value === 'fresh')) query[name] = value
    }
    const kept = new Set(parameters.value.map(({ name }) => name))
    for (const { name } of exchange ? toParameters(exchange.target) : []) if (!kept.has(name)) query[name] = null
    return query
  }
  const query = toChange()
  const isBodyChanged = body.value !== original
  const changes = Object.keys(query).length + (isBodyChanged ? 1 : 0)

  const submit = async (event?: Event) => {
    event?.preventDefault()
    if (isSending.value || !canAct.value) return
    isSending.value = true
    const changed = {
      ...(Object.keys(query).length > 0 ? { query } : {}),
      ...(isBodyChanged ? { body: body.value } : {}),
    }
    const input: RequestInput = exchange
      ? { from: exchange.id, ...(changes > 0 ? { change: changed } : {}), sign: sign.value }
      : {
          command: command.value,
          body: body.value,
          app: appId.value,
          ...(changes > 0 ? { query: toSent(query) } : {}),
        }
    const sent = await resend(input)
    isSending.value = false
    if (!sent) return
    answers.value = [...answers.value, sent.exchange]
    requestAnimationFrame(() => replies.current?.scrollIntoView({ block: 'nearest' }))
  }
  const reset = () => {
    parameters.value = exchange ? toParameters(exchange.target) : []
    body.value = original
  }
  const error = findJsonError(body.value)
  const latest = answers.value.at(-1)
  return (
    <form
      class={exchange ? 'draft' : 'detail draft'}
      aria-label="Edit and resend"
      onSubmit={submit}
      onKeyDown={event => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit(event)
        if (event.key === 'Escape' && event.target instanceof HTMLElement) event.target.blur()
      }}
    >
      {!exchange && (
        <header class="detail-head row">
          <h2>New request</h2>
          <span class="space" />
          {onClose && (
            <button type="button" class="button ghost small square" aria-label="Close" onClick={onClose}>
              <Icon name="close" />
            </button>
          )}
        </header>
      )}
      <div class="detail-body">
        <fieldset>
          <legend>Query</legend>
          {exchange ? (
            <Row label="command">
              <input class="input mono" readOnly aria-label="command" value={exchange.command ?? ''} />
            </Row>
          ) : (
            <Row label="command">
              <select
                class="input mono"
                aria-label="command"
                value={command.value}
                onChange={({ currentTarget: { value } }) => {
                  command.value = operationNames.find(name => name === value) ?? command.value
                  body.value = JSON.stringify(sampleBodies[command.value], null, 2)
                }}
              >
                {operationNames.map(name => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </Row>
          )}
          {parameters.value.map((parameter, index) =>
            isUserSig(parameter.name) && sign.value === 'fresh' ? (
              <Row key={index} label={parameter.name}>
                <input class="input" readOnly aria-label={parameter.name} value="signed afresh when it is sent" />
                <button type="button" class="button" onClick={() => void (sign.value = 'original')}>
                  Keep the original
                </button>
              </Row>
            ) : (
              <ParameterRow
                key={index}
                parameter={parameter}
                onChange={next => change(index, next)}
                onRemove={() => void (parameters.value = parameters.value.filter((_, at) => at !== index))}
                onSign={isUserSig(parameter.name) ? () => void (sign.value = 'fresh') : undefined}
              />
            ),
          )}
          <button
            type="button"
            class="button small"
            onClick={() => void (parameters.value = [...parameters.value, { name: '', value: '', was: undefined }])}
          >
            <Icon name="plus" /> Add a parameter
          </button>
        </fieldset>
        <fieldset>
          <legend>Body</legend>
          <textarea
            class={`input ${isBodyChanged && exchange ? 'changed' : ''}`}
            aria-label="Body"
            aria-describedby="draft-body-note"
            spellcheck={false}
            rows={Math.min(16, Math.max(4, body.value.split('\n').length + 1))}
            value={body.value}
            onInput={event => void (body.value = event.currentTarget.value)}
          />
          <p id="draft-body-note" class="field-note" role="status">
            {isBodyChanged && exchange && (
              <>
                <b>Changed.</b>{' '}
                <button type="button" class="link" onClick={() => void (body.value = original)}>
                  Undo
                </button>{' '}
              </>
            )}
            {error !== undefined && (
              <span class="refused">
                <Icon name="warning" /> Not JSON: {error}
              </span>
            )}
          </p>
        </fieldset>
        <div ref={replies}>{latest && <Answers old={exchange} sent={answers.value} latest={latest} />}</div>
      </div>
      <footer class="row draft-foot">
        <button type="submit" class="button primary" disabled={!canAct.value || isSending.value}>
          {exchange ? 'Send again' : 'Send'} <Key>Ctrl ↵</Key>
        </button>
        <span class="muted wide-only">
          {exchange && (changes === 0 ? 'Nothing is changed.' : `${changes} ${changes === 1 ? 'change' : 'changes'}.`)}{' '}
          No rule evaluates it.
        </span>
        <span class="space" />
        {exchange && (
          <a class="button ghost" href={linkTo(`/requests/${exchange.position}`)}>
            Done
          </a>
        )}
        {exchange && changes > 0 && (
          <button type="button" class="button ghost" onClick={reset}>
            Undo all
          </button>
        )}
      </footer>
    </form>
  )
}

const toSent = (query: { readonly [name: string]: string | null }) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null))

const Row = ({ label, children }: { readonly label: string; readonly children: ComponentChildren }) => (
  <div class="draft-row">
    <span class="muted mono">{label}</span>
    <div class="row">{children}</div>
  </div>
)

function ParameterRow({
  parameter: { name, value, was },
  onChange,
  onRemove,
  onSign,
}: {
  readonly parameter: Parameter
  readonly onChange: (next: Partial<Parameter>) => void
  readonly onRemove: () => void
  readonly onSign: (() => void) | undefined
}) {
  const isChanged = was !== undefined && value !== was
  return (
    <div class="draft-row">
      {was === undefined ? (
        <input
          class="input mono"
          aria-label="Name of the parameter"
          placeholder="name"
          value={name}
          onInput={event => onChange({ name: event.currentTarget.value })}
        />
      ) : (
        <span class="muted mono">{name}</span>
      )}
      <div>
        <div class="row">
          <input
            class={`input mono ${isChanged || was === undefined ? 'changed' : ''}`}
            aria-label={name === '' ? 'Value of the parameter' : name}
            spellcheck={false}
            value={value}
            onInput={event => onChange({ value: event.currentTarget.value })}
          />
          {name === 'random' && (
            <button type="button" class="button" onClick={() => onChange({ value: drawRandom() })}>
              Draw new
            </button>
          )}
          {onSign && (
            <button type="button" class="button" onClick={onSign}>
              Sign afresh
            </button>
          )}
          <button
            type="button"
            class="button ghost square"
            aria-label={`Remove ${name || 'the parameter'}`}
            onClick={onRemove}
          >
            <Icon name="close" />
          </button>
        </div>
        {isChanged && (
          <p class="field-note">
            <b>Changed.</b> Was <s class="mono">{was}</s>{' '}
            <button type="button" class="link" onClick={() => onChange({ value: was })}>
              Undo
            </button>
          </p>
        )}
      </div>
    </div>
  )
}

/** The reply of the original request beside that of the latest one that was sent. */
function Answers({
  old,
  sent,
  latest,
}: {
  readonly old: Exchange | undefined
  readonly sent: readonly Answer<'Exchange'>[]
  readonly latest: Answer<'Exchange'>
}) {
  const isWhole = useSignal(false)
  const diff = old ? toDiff(toPretty(old.reply), toPretty(latest.reply)) : undefined
  const isSame = diff?.every(({ kind }) => kind === 'same') ?? false
  const shown = (side: 'old' | 'new') =>
    (diff ?? toDiff('', toPretty(latest.reply))).filter(
      ({ kind }) => (kind !== 'same' || isWhole.value || !diff || isSame) && kind !== (side === 'old' ? 'new' : 'old'),
    )
  return (
    <section aria-label="Replies" role="status">
      <div class="row">
        <h3>{isSame ? 'The replies are the same' : 'Replies'}</h3>
        <span class="space" />
        {diff && !isSame && (
          <button type="button" class="link" onClick={() => void (isWhole.value = !isWhole.value)}>
            {isWhole.value ? 'Only differences' : 'Whole replies'}
          </button>
        )}
      </div>
      <div class={old ? 'answers' : ''}>
        {old && <AnswerCard exchange={old} lines={shown('old')} note="" />}
        <AnswerCard
          exchange={latest}
          lines={shown('new')}
          note={sent.length > 1 ? `${sent.length} sent` : 'sent now'}
        />
      </div>
    </section>
  )
}

const AnswerCard = ({
  exchange,
  lines,
  note,
}: {
  readonly exchange: Answer<'Exchange'>
  readonly lines: readonly DiffLine[]
  readonly note: string
}) => (
  <div class="card answer">
    <p class="row">
      <a class="number" href={linkTo(`/requests/${exchange.position}`)}>
        #{exchange.position}
      </a>
      <ReplyChip exchange={exchange} />
      <span class="muted">{note}</span>
    </p>
    <pre class="diff" tabIndex={0}>
      {lines.map(({ kind, text }, index) => (
        <span key={index} class={`diff-${kind}`}>
          {kind === 'same' ? '  ' : kind === 'old' ? '- ' : '+ '}
          {text}
          {'\n'}
        </span>
      ))}
    </pre>
  </div>
)
