import { useSignal } from '@preact/signals'
import { startCall } from './actions.ts'
import { Dialog } from './parts.tsx'
import { navigate } from './router.ts'
import { appId } from './store.ts'

/** Accounts as one types them: with commas or spaces between them. */
export const toUsers = (text: string): readonly string[] => text.split(/[\s,]+/).filter(user => user !== '')

/** The dialog that starts a call. */
export function StartCall({ onClose }: { readonly onClose: () => void }) {
  const fields = useSignal({ from: 'alice', to: 'bob', media: 'audio', room: '', group: '', ring: '30s', id: '' })
  const set = (change: Partial<typeof fields.value>) => void (fields.value = { ...fields.value, ...change })
  const { from, to, media, room, group, ring, id } = fields.value
  const submit = async (event: Event) => {
    event.preventDefault()
    const started = await startCall({
      from,
      to: toUsers(to),
      media,
      ...(room === '' ? {} : { room: /^\d{1,10}$/.test(room) ? Number(room) : room }),
      ...(group === '' ? {} : { group }),
      ...(ring === '' ? {} : { ring }),
      ...(id === '' ? {} : { id }),
    })
    if (!started) return
    onClose()
    navigate(`/calls/${encodeURIComponent(started.id)}`)
  }
  const field = (name: 'from' | 'to' | 'room' | 'group' | 'ring' | 'id', label: string, placeholder = '') => (
    <label class="form-row">
      <span>{label}</span>
      <input
        class="input"
        value={fields.value[name]}
        placeholder={placeholder}
        onInput={event => set({ [name]: event.currentTarget.value })}
      />
    </label>
  )
  return (
    <Dialog title="Start a call" onClose={onClose}>
      <form class="form" onSubmit={submit}>
        {field('from', 'From', 'alice')}
        {field('to', 'To', 'bob, carol')}
        <div class="form-row">
          <span id="start-media">Media</span>
          <div class="segments" role="group" aria-labelledby="start-media">
            {['audio', 'video'].map(one => (
              <button key={one} type="button" aria-pressed={media === one} onClick={() => set({ media: one })}>
                {one}
              </button>
            ))}
          </div>
        </div>
        {field('ring', 'Rings for', 'never')}
        {field('room', 'Room', 'none; a number or a text')}
        {field('group', 'Group', 'none')}
        {field('id', 'CallId', 'generated')}
        <p class="row">
          <button type="submit" class="button primary" disabled={from === '' || toUsers(to).length === 0}>
            Start
          </button>
          <span class="muted">in application {appId.value}</span>
        </p>
      </form>
    </Dialog>
  )
}
