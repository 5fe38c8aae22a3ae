import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { act } from './actions.ts'
import { send } from './api.ts'
import { CoveragePane } from './coverage.tsx'
import { formatCount } from './format.ts'
import { useReport } from './on-demand.ts'
import { Chip, CopyButton, Empty, Icon, isNarrow } from './parts.tsx'
import { linkTo, route, toRunQuery } from './router.ts'
import type { Report } from './run.ts'
import { canAct, report, savedNote, source } from './store.ts'

type Rule = Report['results'][number]

const verdicts = {
  passed: { icon: 'check', title: 'Passed' },
  failed: { icon: 'x', title: 'Failed' },
  'not exercised': { icon: 'dash', title: 'Not exercised' },
} as const

/** The view of the contract report. */
export function ReportView() {
  useReport()
  const current = report.value
  const isCoverage = route.value.query.part === 'coverage'
  if (!current) return <Empty icon="report" title="Making the report…" />
  return (
    <div class={`report-view ${isCoverage ? 'shows-coverage' : 'shows-rules'}`}>
      {isNarrow.value && (
        <div class="bar">
          <div class="segments" role="group" aria-label="Parts">
            <a href={linkTo('/report')} aria-current={isCoverage ? undefined : 'true'}>
              Rules
            </a>
            <a href={linkTo('/report', { part: 'coverage' })} aria-current={isCoverage ? 'true' : undefined}>
              {current.failureCoverage ? 'Failure coverage' : 'Details'}
            </a>
          </div>
        </div>
      )}
      <section class="rules-pane" aria-label="Rules">
        <Verdict report={current} />
        <Rules report={current} />
      </section>
      {current.failureCoverage ? <CoveragePane coverage={current.failureCoverage} /> : <Sections report={current} />}
    </div>
  )
}

/** What else a report on a server, a receiver or a sweep has to show. */
function Sections({ report: { facts = [], sections = [] } }: { readonly report: Report }) {
  return (
    <section class="coverage-pane sections-pane" aria-label="Details">
      {facts.map(({ name, text }) => (
        <p key={text}>
          {name !== undefined && <b>{name}: </b>}
          {text}
        </p>
      ))}
      {sections.map(({ id, title, text, items = [], table }) => (
        <section key={id} aria-label={title}>
          <h3>{title}</h3>
          {text !== undefined && <p>{text}</p>}
          {items.length > 0 && (
            <ul class="found">
              {items.map(item => (
                <li key={item}>{item}</li>
              ))}
            </ul>
          )}
          {table && (
            <table>
              <thead>
                <tr>
                  {table.columns.map(column => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map((row, index) => (
                  <tr key={index}>
                    {row.map((cell, place) => (
                      <td key={place}>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      ))}
    </section>
  )
}

const isBroken = ({ verdict, count }: Rule) => verdict === 'failed' && count > 0

function Verdict({ report: current }: { readonly report: Report }) {
  const { verdict, headline, results, reasons } = current
  const { icon, title } = verdicts[verdict]
  const countOf = (test: (rule: Rule) => boolean) => results.filter(test).length
  const errors = countOf(one => isBroken(one) && one.severity === 'error')
  const warnings = countOf(one => isBroken(one) && one.severity === 'warning')
  const parts = [
    {
      name: errors === 1 ? 'error' : 'errors',
      tone: 'failed',
      icon: 'failed',
      count: errors,
    },
    {
      name: warnings === 1 ? 'warning' : 'warnings',
      tone: 'refused',
      icon: 'warning',
      count: warnings,
    },
    { name: 'passed', tone: 'ok', icon: 'check', count: countOf(one => one.verdict === 'passed') },
    { name: 'not exercised', tone: 'idle', icon: 'dash', count: countOf(one => one.verdict === 'not exercised') },
  ] as const
  return (
    <header class="verdict">
      <div class="row">
        <span class={`verdict-icon ${verdict.replace(' ', '-')}`}>
          <Icon name={icon} />
        </span>
        <div class="grow">
          <h2>{title}</h2>
          <p class="muted">{headline.replace(/^[A-Z ]+: /, '')}</p>
        </div>
        {source.value === 'live' && <Export />}
      </div>
      <div class="proportions" aria-hidden="true">
        {parts.map(
          ({ name, tone, count }) => count > 0 && <span key={name} class={tone} style={{ flexGrow: `${count}` }} />,
        )}
      </div>
      <p class="row legend-row">
        {parts.map(one => (
          <span key={one.name} class={`legend-item ${one.tone}`}>
            <Icon name={one.icon} /> {one.count} {one.name}
          </span>
        ))}
      </p>
      {savedNote.value !== '' && <p class="muted">{savedNote.value}</p>}
      {/* What failed is listed below anyway. */}
      {verdict !== 'failed' &&
        reasons.map(reason => (
          <p key={reason} class="muted">
            {reason}
          </p>
        ))}
    </header>
  )
}

const formats = [
  ['json', 'JSON'],
  ['markdown', 'Markdown'],
  ['html', 'HTML'],
  ['junit', 'JUnit'],
  ['sarif', 'SARIF'],
  ['har', 'HAR'],
  ['journal', 'Journal'],
  ['text', 'Text'],
] as const

function Export() {
  const menu = useRef<HTMLDetailsElement>(null)
  const save = async (format: string) => {
    menu.current?.removeAttribute('open')
    await act(async () => {
      const content = await (await send('report', { query: { format } })).blob()
      const link = document.createElement('a')
      link.href = URL.createObjectURL(content)
      const endings: { readonly [name: string]: string } = {
        markdown: 'md',
        junit: 'xml',
        text: 'txt',
        journal: 'journal.json',
        sarif: 'sarif',
      }
      link.download = `ringback-report.${endings[format] ?? format}`
      link.click()
      URL.revokeObjectURL(link.href)
    })
  }
  return (
    <details
      class="menu"
      ref={menu}
      onKeyDown={event => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        menu.current?.removeAttribute('open')
      }}
    >
      <summary class="button">Export ▾</summary>
      <ul>
        {formats.map(([format, label]) => (
          <li key={format}>
            <button type="button" disabled={!canAct.value} onClick={() => void save(format)}>
              {label}
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}

const severities = ['error', 'warning']

function Rules({ report: { results } }: { readonly report: Report }) {
  const broken = results
    .filter(isBroken)
    .toSorted((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity))
  const known = results.filter(one => !isBroken(one) && one.knownCount > 0)
  const [asked] = route.value.path
  const others = (['passed', 'not exercised'] as const).map(verdict => ({
    verdict,
    rules: results.filter(one => one.verdict === verdict && !isBroken(one) && one.knownCount === 0),
  }))
  return (
    <>
      {broken.length > 0 && (
        <>
          <h3>Fix first</h3>
          <div class="card">
            {broken.map((rule, index) => (
              <RuleCard key={rule.id} rule={rule} isOpen={asked === undefined ? index === 0 : asked === rule.id} />
            ))}
          </div>
        </>
      )}
      {known.length > 0 && (
        <>
          <h3>Known issues</h3>
          <div class="card">
            {known.map(rule => (
              <RuleCard key={rule.id} rule={rule} isOpen={asked === rule.id} />
            ))}
          </div>
        </>
      )}
      {others.map(
        ({ verdict, rules }) =>
          rules.length > 0 && (
            <details key={verdict} class="others" open={rules.some(({ id }) => id === asked)}>
              <summary>
                {formatCount(rules.length, 'rule')} {verdict}
              </summary>
              <div class="card">
                {rules.map(rule => (
                  <RuleCard key={rule.id} rule={rule} isOpen={asked === rule.id} />
                ))}
              </div>
            </details>
          ),
      )}
    </>
  )
}

/** How many findings of a rule are shown. */
const mostFindings = 5

function RuleCard({ rule, isOpen }: { readonly rule: Rule; readonly isOpen: boolean }) {
  const { id, severity, verdict, title, reason, fix, page, findings, knownFindings, reasons } = rule
  const shows = useSignal(isOpen)
  const element = useRef<HTMLElement>(null)
  const isAsked = route.value.path[0] === id
  useEffect(() => {
    shows.value = isOpen
    if (isAsked) element.current?.scrollIntoView({ block: 'nearest' })
  }, [isOpen, isAsked])
  const all = [...findings, ...knownFindings]
  const requests = [
    ...new Map(
      all.flatMap(({ position, run }) =>
        position === null ? [] : [[`${run} ${position}`, { position, run }] as const],
      ),
    ).values(),
  ]
  const [first] = all
  const icon =
    verdict === 'failed' ? (severity === 'error' ? 'failed' : 'warning') : verdict === 'passed' ? 'check' : 'dash'
  return (
    <article class={`rule ${isAsked ? 'asked' : ''}`} ref={element} aria-label={id}>
      <div class="row">
        <Icon name={icon} class={`rule-icon ${verdict === 'failed' ? severity : verdict.replace(' ', '-')}`} />
        <button
          type="button"
          class="rule-title"
          aria-expanded={shows.value}
          onClick={() => void (shows.value = !shows.value)}
        >
          <b>{id}</b> {verdict === 'failed' && <span class="muted">{severity}</span>}
          <span>{title}</span>
        </button>
        <span class="rule-links number">
          {requests.slice(0, 3).map(({ position, run }, index) => (
            <>
              {index > 0 && ', '}
              <a key={`${run} ${position}`} href={linkTo(`/requests/${position}`, toRunQuery(run))}>
                #{position}
              </a>
            </>
          ))}
          {requests.length > 3 && <span class="muted"> +{requests.length - 3}</span>}
        </span>
      </div>
      {shows.value && (
        <div class="rule-body">
          <dl>
            {all.length > 0 && (
              <Fact name="Found">
                <ul class="found">
                  {all.slice(0, mostFindings).map((finding, index) => (
                    <li key={index}>
                      {finding.position !== null && (
                        <a
                          class="number"
                          href={linkTo(`/requests/${finding.position}`, {
                            tab: 'findings',
                            ...toRunQuery(finding.run),
                          })}
                        >
                          #{finding.position}
                        </a>
                      )}{' '}
                      {finding.position === null && <span class="muted">{finding.title}: </span>}
                      {finding.message}
                      {finding.knownIssue && (
                        <>
                          {' '}
                          <Chip tone="neutral">
                            known{finding.knownIssue.reason === null ? '' : `: ${finding.knownIssue.reason}`}
                          </Chip>
                        </>
                      )}
                    </li>
                  ))}
                  {all.length > mostFindings && <li class="muted">and {all.length - mostFindings} more</li>}
                </ul>
              </Fact>
            )}
            <Fact name="Why">
              {reason}{' '}
              {page !== null && (
                <a href={page} target="_blank" rel="noreferrer">
                  Documentation
                </a>
              )}
            </Fact>
            <Fact name="Fix">{fix}</Fact>
            {verdict === 'not exercised' && reasons.length > 0 && <Fact name="Not exercised">{reasons.join(' ')}</Fact>}
          </dl>
          {first && verdict === 'failed' && (
            <div class="row rule-actions">
              {first.position !== null && canAct.value && (
                <a class="button small" href={linkTo(`/requests/${first.position}/edit`)}>
                  Edit and resend
                </a>
              )}
              {first.curl !== null && (
                <CopyButton text={first.curl}>
                  {first.curl.startsWith('curl') ? 'Copy as curl' : 'Copy as command'}
                </CopyButton>
              )}
            </div>
          )}
        </div>
      )}
    </article>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
