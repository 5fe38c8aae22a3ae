import { FilterBox } from './filter-box.tsx'
import { filteredExchanges } from './filters.ts'
import { formatTook } from './format.ts'
import { CallLink } from './links.tsx'
import { type Column, ListView, QuickFilters } from './list-view.tsx'
import { findings, useReport } from './on-demand.ts'
import { Chip, Empty, Icon, ReplyChip, Time } from './parts.tsx'
import { RequestDetail } from './request-detail.tsx'
import { linkTo, navigate, route } from './router.ts'
import { type Exchange, toCommandLabel } from './run.ts'
import { app, canAct, exchanges, findExchange } from './store.ts'

const columns: readonly Column<Exchange>[] = [
  {
    head: '#',
    class: 'right number col-position',
    cell: one => <a href={linkTo(`/requests/${one.position}`)}>{one.position}</a>,
  },
  { head: 'Time', class: 'col-time', cell: one => <Time time={one.time} /> },
  { head: 'Command', class: 'col-command', cell: toCommandLabel },
  { head: 'Call', class: 'col-call', cell: one => <CallLink id={one.callId} /> },
  { head: 'Reply', class: 'col-reply', cell: one => <ReplyChip exchange={one} /> },
  {
    head: 'Took',
    class: 'right number muted col-took',
    isSpare: true,
    cell: one => (one.took === undefined ? '' : formatTook(one.took)),
  },
  { head: 'Notes', class: 'col-notes', cell: one => <Notes exchange={one} /> },
]

function Notes({ exchange }: { readonly exchange: Exchange }) {
  const found = findings.value.get(exchange.position) ?? []
  const rules = [...new Set(found.map(({ rule }) => rule.id))]
  return (
    <>
      {exchange.faults.map(fault => (
        <Chip key={fault} tone="fault" icon="bolt">
          {fault}
        </Chip>
      ))}
      {rules.slice(0, 2).map(rule => (
        <Chip key={rule} tone="neutral" icon="flag">
          {rule}
        </Chip>
      ))}
      {exchange.scope === 'admin' && <Chip tone="neutral">sent by admin API</Chip>}
      {exchange.scope === 'other-service' && <Chip tone="neutral">other service</Chip>}
      {exchange.scope === 'outside' && <Chip tone="neutral">no command</Chip>}
      {rules.length > 2 && <span class="muted">+{rules.length - 2}</span>}
    </>
  )
}

/** A line that sends the first request. */
function toCurl(): string {
  const { sdkAppId = 0, identifier = 'administrator' } = app.value ?? {}
  const admin = new URL('usersig', new URL('.', location.href))
  return [
    `SIG=$(curl -s '${admin}?identifier=${identifier}&sdkAppId=${sdkAppId}' | sed 's/.*"userSig":"\\([^"]*\\)".*/\\1/')`,
    `curl -s "${location.origin}/v4/call_engine_http_srv/get_call_info?sdkappid=${sdkAppId}&identifier=${identifier}&usersig=$SIG&random=1&contenttype=json" -d '{"CallId":"my-call"}'`,
  ].join('\n')
}

/** The view of the requests: a list with a filter, and the detail of the selected one. */
export function RequestsView() {
  useReport()
  const [id] = route.value.path
  const selected = id === undefined ? undefined : findExchange(id)
  const all = exchanges.value
  const close = () => navigate('/requests')
  const flagged = all.filter(({ position }) => findings.value.has(position)).length
  return (
    <ListView
      path="/requests"
      noun="request"
      items={filteredExchanges.value}
      total={all.length}
      columns={columns}
      toId={({ position }) => `${position}`}
      toTime={({ time }) => time}
      selected={selected}
      bar={
        <>
          <FilterBox kind="requests" />
          <QuickFilters
            options={[
              { label: 'All', q: '', count: all.length },
              { label: 'Not OK', q: 'code:!0', count: all.filter(({ errorCode }) => errorCode !== 0).length },
              { label: 'Fault', q: 'fault:yes', count: all.filter(one => one.faults.length > 0).length },
            ]}
          />
          <a
            class="button"
            aria-current={route.value.query.findings === undefined ? undefined : 'true'}
            href={linkTo('/requests', { findings: route.value.query.findings === undefined ? 1 : undefined })}
          >
            <Icon name="flag" /> Findings <span class="number">{flagged}</span>
          </a>
          <span class="space" />
          {canAct.value && (
            <a class="button" aria-label="New request" href={linkTo('/requests/new')}>
              <Icon name="plus" /> <span class="label">New request</span>
            </a>
          )}
        </>
      }
      empty={
        <Empty icon="requests" title="No requests yet" command={toCurl()}>
          <p>Point your client at {location.origin}, or paste this into a shell.</p>
        </Empty>
      }
      detail={id === undefined ? undefined : <RequestDetail id={id} onClose={close} />}
    />
  )
}
