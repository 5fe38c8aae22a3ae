import { useSignal } from '@preact/signals'
import { createApp, createUserSig, explainUserSig, removeApp, resetApp } from './actions.ts'
import { formatCount, formatDay, formatDuration, formatTime } from './format.ts'
import { Facts } from './pane.tsx'
import { Chip, CopyButton, Dialog, Icon, Tabs } from './parts.tsx'
import { route, setQuery } from './router.ts'
import type { Answer, App } from './run.ts'
import { app, appId, apps, canAct, source } from './store.ts'

/** The choice of the application, and the button that opens the dialog of applications. */
export function AppPicker() {
  const { panel } = route.value.query
  return (
    <div class="app-picker">
      <label class="row">
        <span class="muted wide-only">Application</span>
        <select
          class="input number"
          aria-label="Application"
          value={appId.value}
          onChange={event => setQuery({ app: event.currentTarget.value })}
        >
          {apps.value.map(({ sdkAppId }) => (
            <option key={sdkAppId} value={sdkAppId}>
              {sdkAppId}
            </option>
          ))}
        </select>
      </label>
      {source.value === 'live' && (
        <button
          type="button"
          class="button ghost square"
          aria-label="Applications and UserSigs"
          title="Applications and UserSigs"
          onClick={() => setQuery({ panel: 'apps' })}
        >
          <Icon name="more" />
        </button>
      )}
      {source.value === 'live' && (panel === 'apps' || panel === 'usersig') && <AppsDialog panel={panel} />}
    </div>
  )
}

function AppsDialog({ panel }: { readonly panel: 'apps' | 'usersig' }) {
  return (
    <Dialog title="Applications and UserSigs" wide onClose={() => setQuery({ panel: undefined })}>
      <div class="apps-dialog">
        <Tabs
          label="Parts"
          selected={panel}
          onSelect={name => setQuery({ panel: name })}
          tabs={[
            { name: 'apps', label: 'Applications' },
            { name: 'usersig', label: 'UserSig' },
          ]}
        />
        {panel === 'apps' ? <Applications /> : <UserSigs />}
      </div>
    </Dialog>
  )
}

function Applications() {
  return (
    <>
      <ul class="card app-list">
        {apps.value.map(one => (
          <AppItem key={one.sdkAppId} application={one} />
        ))}
      </ul>
      <NewApp />
    </>
  )
}

function AppItem({ application }: { readonly application: App }) {
  const { sdkAppId, admins, secretKey, clock, calls, callback, ttl } = application
  const isAsking = useSignal(false)
  return (
    <li>
      <div class="row">
        <b class="number">{sdkAppId}</b>
        {sdkAppId === appId.value && <Chip tone="accent">shown</Chip>}
        <span class="muted">
          {formatCount(calls.live, 'live call')}, {calls.ended.toLocaleString('en')} ended · clock {clock}
          {ttl === null ? '' : ` · removed after ${formatDuration(ttl)} without a request`}
        </span>
        <span class="space" />
        {sdkAppId !== appId.value && (
          <button
            type="button"
            class="button small"
            aria-label={`Show ${sdkAppId}`}
            onClick={() => setQuery({ app: sdkAppId })}
          >
            Show
          </button>
        )}
        <button
          type="button"
          class="button small"
          disabled={!canAct.value}
          aria-label={`Reset ${sdkAppId}`}
          onClick={() => void resetApp(sdkAppId)}
        >
          Reset
        </button>
        {apps.value.length > 1 && (
          <button
            type="button"
            class={`button small ${isAsking.value ? 'danger' : ''}`}
            disabled={!canAct.value}
            aria-label={isAsking.value ? `Remove ${sdkAppId}, really` : `Remove ${sdkAppId}`}
            onBlur={() => void (isAsking.value = false)}
            onClick={() => (isAsking.value ? void removeApp(sdkAppId) : (isAsking.value = true))}
          >
            {isAsking.value ? 'Remove it?' : 'Remove'}
          </button>
        )}
      </div>
      <Facts
        rows={[
          ['Administrators', admins.join(', ')],
          [
            'Secret key',
            <span key="key" class="row">
              <code>{secretKey.length > 12 ? `${secretKey.slice(0, 6)}…${secretKey.slice(-4)}` : secretKey}</code>
              <CopyButton text={secretKey}>Copy</CopyButton>
            </span>,
          ],
          ['Callbacks', callback.url === null ? 'none' : `${callback.url} (${callback.commands.length})`],
        ]}
      />
    </li>
  )
}

function NewApp() {
  const fields = useSignal({ sdkAppId: '', admins: '', clock: '', ttl: '', url: '' })
  const set = (change: Partial<typeof fields.value>) => void (fields.value = { ...fields.value, ...change })
  const submit = async (event: Event) => {
    event.preventDefault()
    const { sdkAppId, admins, clock, ttl, url } = fields.value
    const created = await createApp({
      ...(sdkAppId === '' ? {} : { sdkAppId: Number(sdkAppId) }),
      ...(admins === '' ? {} : { admins: admins.split(/[\s,]+/).filter(name => name !== '') }),
      ...(clock === '' ? {} : { clock }),
      ...(ttl === '' ? {} : { ttl }),
      ...(url === ''
        ? {}
        : {
            callback: {
              url,
              commands: ['Call.CallbackAfterStartCall', 'Call.CallbackAfterEndCall', 'Call.CallbackAfterMemberChanged'],
            },
          }),
    })
    if (created) setQuery({ app: created.sdkAppId })
  }
  const field = (name: keyof typeof fields.value, label: string, placeholder: string) => (
    <label class="form-row">
      <span>{label}</span>
      <input
        class="input"
        placeholder={placeholder}
        value={fields.value[name]}
        onInput={event => set({ [name]: event.currentTarget.value })}
      />
    </label>
  )
  return (
    <form class="form" onSubmit={submit} aria-label="Create an application">
      <h3>Create an application</h3>
      {field('sdkAppId', 'SDKAppID', 'the next free one')}
      {field('admins', 'Administrators', 'administrator')}
      {field('clock', 'Clock', 'as the emulator’s: real, manual, auto or 60x')}
      {field('ttl', 'Removed after', 'never; 10m without a request')}
      {field('url', 'Callback URL', 'none')}
      <p class="row">
        <button type="submit" class="button primary" disabled={!canAct.value}>
          Create
        </button>
      </p>
    </form>
  )
}

function UserSigs() {
  return (
    <div class="user-sigs">
      <CreateUserSig />
      <ExplainUserSig />
    </div>
  )
}

function CreateUserSig() {
  const typed = useSignal<string | undefined>(undefined)
  const identifier = typed.value ?? app.value?.identifier ?? ''
  const days = useSignal('180')
  const made = useSignal<Answer<'UserSig'> | undefined>(undefined)
  const submit = async (event: Event) => {
    event.preventDefault()
    made.value = await createUserSig({
      identifier,
      sdkAppId: appId.value,
      expire: Math.max(1, Math.round(Number(days.value) * 86_400)) || 1,
    })
  }
  return (
    <form class="form" onSubmit={submit} aria-label="Create a UserSig">
      <h3>Create a UserSig of application {appId.value}</h3>
      <label class="form-row">
        <span>Identifier</span>
        <input
          class="input"
          required
          value={identifier}
          onInput={event => void (typed.value = event.currentTarget.value)}
        />
      </label>
      <label class="form-row">
        <span>Valid for days</span>
        <input
          class="input number"
          type="number"
          min="0"
          step="any"
          value={days.value}
          onInput={event => void (days.value = event.currentTarget.value)}
        />
      </label>
      <p class="row">
        <button type="submit" class="button primary" disabled={!canAct.value}>
          Create
        </button>
        {made.value && (
          <span class="muted">
            valid until {formatDay(Date.parse(made.value.validUntil))},{' '}
            {formatTime(Date.parse(made.value.validUntil), false)}
          </span>
        )}
      </p>
      {made.value && (
        <div role="status">
          <pre class="code wrap" data-usersig>
            {made.value.userSig}
          </pre>
          <CopyButton text={made.value.userSig} />
        </div>
      )}
    </form>
  )
}

function ExplainUserSig() {
  const text = useSignal('')
  const found = useSignal<Answer<'UserSigExplanation'> | undefined>(undefined)
  const submit = async (event: Event) => {
    event.preventDefault()
    found.value = await explainUserSig(text.value.trim())
  }
  const claims = found.value?.claims
  return (
    <form class="form" onSubmit={submit} aria-label="Explain a UserSig">
      <h3>Explain a UserSig</h3>
      <label>
        <span class="hidden-label">UserSig or URL of a request</span>
        <textarea
          class="input"
          rows={4}
          required
          spellcheck={false}
          placeholder="A UserSig, or the whole URL of a request"
          value={text.value}
          onInput={event => void (text.value = event.currentTarget.value)}
        />
      </label>
      <p class="row">
        <button type="submit" class="button primary" disabled={!canAct.value}>
          Explain
        </button>
        {found.value && (
          <Chip tone={found.value.accepted ? 'ok' : 'failed'} icon={found.value.accepted ? 'check' : 'x'}>
            {found.value.accepted ? 'accepted' : 'not accepted'}
          </Chip>
        )}
      </p>
      {found.value && (
        <div role="status">
          {found.value.findings.map(({ code, severity, text: message, fix }) => (
            <p key={code} class="sig-finding">
              <Icon
                name={severity === 'error' ? 'failed' : 'warning'}
                class={severity === 'error' ? 'failed' : 'refused'}
              />
              <span>
                {message} {fix}
              </span>
            </p>
          ))}
          {claims && (
            <Facts
              rows={[
                ['Identifier', claims.identifier ?? 'none'],
                ['SDKAppID', claims.sdkAppId === null ? 'none' : `${claims.sdkAppId}`],
                ['Signed at', claims.timeIso ?? 'unknown'],
                ['Valid until', claims.validUntilIso ?? 'unknown'],
              ]}
            />
          )}
        </div>
      )}
    </form>
  )
}
