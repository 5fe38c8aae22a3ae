import { disarm } from './actions.ts'
import { FaultForm } from './fault-form.tsx'
import { toFlowYaml } from './fault-text.ts'
import { Chip, Icon } from './parts.tsx'
import { linkTo, route } from './router.ts'
import { countHits, listSavedFaults, savedRun } from './saved.ts'
import { canAct, faults, source } from './store.ts'

/** The faults of a saved run: those of its scenario, then those that were armed, each with what it hit. */
function SavedFaults() {
  const run = savedRun.value
  const all = run ? listSavedFaults(run) : []
  return (
    <section class="pane faults-pane" aria-label="Faults">
      <header class="row pane-head">
        <h2>Faults</h2>
      </header>
      {all.length === 0 ? (
        <p class="muted">This run had no faults.</p>
      ) : (
        <ul class="card fault-list">
          {all.map((fault, index) => {
            const id = `fault-${index + 1}`
            return (
              <li key={id} class="row">
                <Icon name="bolt" class="fault-icon" />
                <div class="grow">
                  <p>
                    <b>{id}</b> <code>{toFlowYaml(fault)}</code>
                  </p>
                  <p class="muted">
                    <a href={linkTo('/requests', { q: `fault:${id}` })}>{countHits(id)} hit</a>
                  </p>
                </div>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

/** The armed faults, and the form that arms one. */
export function FaultsPane() {
  return source.value === 'saved' ? <SavedFaults /> : <LiveFaults />
}

function LiveFaults() {
  const all = faults.value
  const done = all.filter(one => one.done).length
  return (
    <section class="pane faults-pane" aria-label="Faults">
      <header class="row pane-head">
        <h2>Faults</h2>
        {all.length > 0 && (
          <Chip tone="neutral">
            {all.length - done} armed{done > 0 ? `, ${done} used up` : ''}
          </Chip>
        )}
        <span class="space" />
        {canAct.value && all.length > 0 && (
          <button type="button" class="button small" onClick={() => void disarm()}>
            Disarm all
          </button>
        )}
      </header>
      {all.length === 0 ? (
        <p class="muted">No fault is armed. Arm one, and the next requests or callbacks that match meet it.</p>
      ) : (
        <ul class="card fault-list">
          {all.map(fault => (
            <FaultItem key={fault.id} fault={fault} />
          ))}
        </ul>
      )}
      <FaultForm />
    </section>
  )
}

function FaultItem({ fault }: { readonly fault: (typeof faults.value)[number] }) {
  const { id, sentence, matched, hit, done } = fault
  const isAsked = route.value.query.fault === id
  return (
    <li class={`row ${isAsked ? 'asked' : ''}`} aria-current={isAsked ? 'true' : undefined}>
      <Icon name="bolt" class="fault-icon" />
      <div class="grow">
        <p>
          <b>{id}</b> {sentence.replace(/: \d+ matched, \d+ hit\.$/, '.')}
        </p>
        <p class="muted">
          {matched} matched, <a href={linkTo('/requests', { q: `fault:${id}`, fault: undefined })}>{hit} hit</a> ·{' '}
          {done ? 'used up' : <b class="fault-link">armed</b>}
        </p>
      </div>
      {canAct.value && (
        <button type="button" class="button small" aria-label={`Disarm ${id}`} onClick={() => void disarm(id)}>
          Disarm
        </button>
      )}
    </li>
  )
}
