import { setQuery } from './router.ts'
import { appId, apps } from './store.ts'

/** The choice of the application. */
export function AppPicker() {
  return (
    <label class="app-picker">
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
  )
}
