import { explainRun, explainRunName, listCommandFailures } from '../../../src/conformance/client/messages.ts'
import type { ClientReport } from '../../../src/conformance/client/report.ts'
import type { ClientRequirement } from '../../../src/conformance/client/rule.ts'
import type { RunFacts } from '../../../src/conformance/client/run-facts.ts'
import type { Report, ReportPage } from '../../../src/conformance/report/model.ts'
import type { Finding, RuleResult } from '../../../src/conformance/rule.ts'

/** Noon of a day in January 2026. */
export const noon = Date.UTC(2026, 0, 15, 12)

/** Texts that try to harm the reader of a report. */
export const hostile = [
  '\u001b[2J\u001b[31mred\u001b]0;title\u0007',
  '</script><img src=x onerror=alert(1)>',
  '</details></table>]]>--><!--',
  '| a | b |\n# heading\n- [link](http://evil.example)',
  '@everyone #1 `code` ``` **bold** $x$ :smile: www.evil.example',
  'NUL \u0000 BEL \u0007 CSI \u009b31m DEL \u007f BOM \ufeff bidi \u202e\u2066 lines \u2028\u2029 half \ud800 none \uffff',
  '呼叫 📞 ﷽ é e\u0301',
  '"quoted" \'single\' &amp; %s $HOME $(reboot)',
  'x'.repeat(5_000),
] as const

const userSig = '…4711'
const callInfo = '/v4/call_engine_http_srv/get_call_info'
/** A request's target, as journals keep it. */
export const target = `${callInfo}?sdkappid=88888888&identifier=administrator&usersig=${userSig}&random=7&contenttype=json`

const defineRule = (rule: Pick<ClientRequirement, 'id' | 'group' | 'title'> & Partial<ClientRequirement>) => ({
  severity: 'error' as const,
  reason: 'The service requires it.',
  source: { page: 34385 },
  fix: 'Do it right.',
  ...rule,
})

const rules = {
  warning: defineRule({ id: 'RB-Q10', group: 'request', severity: 'warning', title: 'Varies random' }),
  signature: defineRule({
    id: 'RB-Q11',
    group: 'request',
    title: 'Sends UserSigs that can be decoded',
    reason: 'A UserSig is JSON, compressed by zlib.',
    fix: 'Make it with the library of the vendor, or compare with ringback sign; ringback explain-sig names the wrong step.',
  }),
  method: defineRule({ id: 'RB-Q01', group: 'request', title: 'Sends POST' }),
  backOff: defineRule({
    id: 'RB-B05',
    group: 'behaviour',
    title: 'Waits at least 200 ms after a refusal for too many requests',
    source: { assumed: 'how long to wait is not documented' },
  }),
  frequency: defineRule({ id: 'RB-B07', group: 'behaviour', title: 'Stays under 200 requests a second' }),
  corrupt: defineRule({
    id: 'RB-A02',
    group: 'response',
    title: 'Treats a non-JSON body as an error',
    source: { observed: 'gateways that answer with pages of their own' },
  }),
}

/** The parts of every finding that a test may change. */
export interface FindingChange {
  readonly run?: number
  readonly position?: number | undefined
  readonly command?: string | undefined
  readonly time?: number
  readonly method?: string
  readonly target?: string
  readonly message?: string
  readonly curl?: string
  /** The reason of a known issue. */
  readonly known?: string
}

const toFinding = (change: FindingChange = {}): Finding => {
  const {
    run = 0,
    position,
    command,
    time,
    method,
    target: path,
    message,
    curl,
    known,
  } = {
    position: 2,
    command: 'get_call_info',
    time: noon,
    method: 'POST',
    target,
    message: 'The UserSig is cut off.',
    curl: `curl -s "\${RINGBACK_URL:-http://127.0.0.1:2255}"'${callInfo}?sdkappid=88888888&random=7' -d '{"CallId":"it'\\''s long, long, long and longer than any terminal is wide, so that it would be wrapped"}'`,
    ...change,
  }
  const request = position === undefined ? 'no request' : `request ${position}`
  return {
    code: 'refused',
    data: {},
    message,
    subject: {
      title: `run ${run + 1}, ${request}, ${command ?? `${method} ${path}`}`,
      run,
      position,
      command,
      time,
      method,
      target: path,
    },
    source: { page: 34385 },
    reproduction: { curl, needs: 'First run `npx ringback start --scenario busy` in another terminal.' },
    ...(known === undefined ? {} : { knownIssue: { line: 1, reason: known } }),
  }
}

const toResult = (rule: ClientRequirement, result: Partial<RuleResult> = {}): RuleResult => ({
  rule,
  verdict: 'passed',
  severity: rule.severity,
  evaluated: 10,
  findings: [],
  count: 0,
  knownFindings: [],
  knownCount: 0,
  knownLines: [],
  reasons: [],
  ...result,
})

/** A report with the texts of its runs. */
export const withRuns = (report: Omit<ClientReport, 'title' | 'facts' | 'commandFailures'>): ClientReport => ({
  ...report,
  title: `${report.runs.reduce((total, { requests }) => total + requests, 0)} requests`,
  commandFailures: listCommandFailures(report.runs),
  facts: report.runs.map((run, index) => ({
    name: explainRunName(report.runs, index),
    text: explainRun(run).join(' '),
    time: run.run?.began,
  })),
})

const run: RunFacts = {
  name: undefined,
  scenario: 'demo',
  validation: 'strict',
  auth: 'verify',
  requests: 1,
  kept: 1,
  commands: [{ command: 'get_call_info', requests: 1 }],
  otherServices: [],
  outside: { requests: 0, examples: [] },
  refused: [],
  run: { command: 'npm test', code: null, signal: 'SIGKILL', timedOut: false, began: noon, ended: noon + 1 },
}

const internalError = { name: '101001', meaning: 'The service failed; retry.', isErrorCode: true }
const callNotFound = { name: '101004', meaning: 'The call does not exist, or it has ended.', isErrorCode: true }
const http = { name: 'http', meaning: 'The HTTP status is not 200.', isErrorCode: false }

/** A report with every kind of rule, two runs, coverage and resolved known issues. */
export function createReport(change: FindingChange = {}, facts: Partial<RunFacts> = {}): ClientReport {
  const findings = [2, 3, 4, 5].map(position => toFinding({ position, ...change }))
  const assumed = { ...toFinding(change), source: rules.backOff.source }
  return withRuns({
    kind: 'client',
    verdict: 'failed',
    reasons: ['Errors: RB-Q11, RB-B05, RB-A02.', 'Failure coverage is 35 % (5 of 14); at least 50 % is required.'],
    failOn: 'error',
    runs: [
      {
        ...run,
        name: 'shard-1.json',
        scenario: 'busy-day',
        validation: 'lenient',
        auth: 'off',
        requests: 1204,
        kept: 1000,
        commands: [
          { command: 'get_call_info', requests: 800 },
          { command: 'end_call', requests: 400 },
          { command: undefined, requests: 4 },
        ],
        run: { command: 'npm test', code: 1, signal: null, timedOut: false, began: noon, ended: noon + 12_300 },
        ...facts,
      },
      run,
    ],
    results: [
      toResult(rules.warning, { verdict: 'failed', findings: [toFinding(change)], count: 1 }),
      toResult(rules.signature, { verdict: 'failed', findings, count: 37 }),
      toResult(rules.method, {
        knownFindings: [toFinding({ known: 'The SDK is old.', ...change })],
        knownCount: 12,
        knownLines: [1],
      }),
      toResult(rules.corrupt, {
        verdict: 'failed',
        findings: [
          toFinding({ run: 1, position: 1, command: undefined, method: 'PUT', target: '/v4/nowhere', ...change }),
        ],
        count: 1,
      }),
      toResult(rules.backOff, { verdict: 'failed', findings: [assumed], count: 2 }),
      toResult(rules.frequency, { verdict: 'not exercised', evaluated: 0 }),
      toResult(defineRule({ id: 'RB-Q02', group: 'request', title: 'Requests what exists' })),
    ],
    failureCoverage: {
      met: 5,
      all: 14,
      percent: 35,
      minimum: 50,
      rows: [
        {
          command: 'get_call_info',
          requests: 801,
          cells: [
            { ...internalError, times: 0, reactions: {} },
            { ...callNotFound, times: 12, reactions: { recovered: 9, retried: 2, stopped: 1 } },
            {
              name: '60007',
              meaning: 'Too many requests.',
              isErrorCode: true,
              times: 240,
              reactions: { retried: 240 },
            },
            { ...http, times: 1, reactions: { continued: 1 } },
            { name: 'reset-before', meaning: 'It is reset.', isErrorCode: false, times: 0, reactions: {} },
            {
              name: 'slow',
              meaning: 'The response takes long.',
              isErrorCode: false,
              times: 3,
              reactions: { disconnected: 3 },
            },
          ],
        },
        {
          command: 'end_call',
          requests: 400,
          cells: [
            { ...internalError, times: 7, reactions: {} },
            { ...callNotFound, times: 0, reactions: {} },
            { ...http, times: 0, reactions: {} },
          ],
        },
      ],
    },
    resolvedKnownIssues: [
      { line: 3, rule: 'RB-Q07', fault: undefined, command: 'get_call_info', exercised: true },
      { line: 4, rule: 'RB-B07', fault: undefined, command: undefined, exercised: false },
    ],
    sections: [],
  })
}

const caseRule = defineRule({ id: 'RB-C60', group: 'case', title: 'Returns 101004' })

/** A finding of a case without a request. */
const withoutRequest = (known?: string) =>
  toFinding({
    position: undefined,
    method: '',
    target: '',
    message: 'It returned nothing within 15.0 s; expected an error with ErrorCode 101004.',
    curl: "ringback check --only RB-C60,get_call_info -- 'my adapter'",
    ...(known === undefined ? {} : { known }),
  })

/** The same report with built-in test cases, some of whose findings have no request. */
export const reportWithCases: ClientReport = {
  ...createReport(),
  results: [
    ...createReport().results,
    toResult(caseRule, { verdict: 'failed', evaluated: 1, findings: [withoutRequest()], count: 1 }),
    toResult(
      { ...caseRule, id: 'RB-C61' },
      { evaluated: 1, knownFindings: [withoutRequest('An old one.')], knownCount: 1, knownLines: [2] },
    ),
    toResult({ ...caseRule, id: 'RB-C62' }, { evaluated: 1 }),
    toResult({ ...caseRule, id: 'RB-C63' }, { verdict: 'not exercised', evaluated: 0 }),
  ],
}

/** A report without a request. */
export const nothing: ClientReport = withRuns({
  ...createReport(),
  verdict: 'not exercised',
  reasons: ['No requests received.'],
  runs: [],
  results: [toResult(rules.method, { verdict: 'not exercised', evaluated: 0 })],
  failureCoverage: { met: 0, all: 0, percent: undefined, rows: [] },
  resolvedKnownIssues: [],
})

/** A report on a client without findings. */
export const passingReport: ClientReport = {
  ...createReport(),
  verdict: 'passed',
  reasons: [],
  failureCoverage: { ...createReport().failureCoverage, minimum: undefined },
  results: [toResult(rules.method), toResult(rules.frequency, { verdict: 'not exercised', evaluated: 0 })],
  resolvedKnownIssues: [],
}

/** The same without commands that were run. */
export const reportWithoutCommands: ClientReport = withRuns({
  ...passingReport,
  runs: passingReport.runs.map(facts => ({ ...facts, run: undefined })),
})

/** A report in which every text that a client or a file can determine is the same. */
export const createHostileReport = (text: string): ClientReport => ({
  ...createReport(
    { command: text, method: text, target: text, message: text, curl: text, known: text },
    {
      name: text,
      scenario: text,
      commands: [{ command: text, requests: 3 }],
      run: { command: text, code: null, signal: text, timedOut: false, began: noon, ended: noon },
    },
  ),
  reasons: [text],
  resolvedKnownIssues: [{ line: 3, rule: text, fault: text, command: text, exercised: true }],
  sections: [
    { id: 'more', title: 'More', text, items: [text], table: { columns: [text, text], rows: [[text, text]] } },
  ],
})

/** A report on a server with a section that is a check, and a rule that was not exercised for a reason. */
export const ofServer: Report = {
  kind: 'server',
  title: 'http://127.0.0.1:9',
  verdict: 'failed',
  reasons: ['Failed rules: RB-Q11.'],
  failOn: 'warning',
  results: createReport().results.map(result =>
    result.verdict === 'not exercised' ? { ...result, reasons: ['No call was started.'] } : result,
  ),
  resolvedKnownIssues: [],
  facts: [{ text: '12 requests.' }],
  sections: [
    { id: 'left', title: 'Left behind', items: ['A call may still be live.'] },
    { id: 'table', title: 'Outcomes', isVerbose: true, table: { columns: ['Run', 'Outcome'], rows: [['one', 'ok']] } },
    {
      id: 'baseline',
      title: 'Changed since the baseline',
      items: ['ErrorCode was 0, and is 1.'],
      check: { title: 'Has not changed since the baseline', severity: 'warning', isBroken: true, summary: '1 change.' },
    },
  ],
}

/** A minimal page with the same placeholders as the built one. */
export const page: ReportPage = {
  html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>ringback</title>
<link rel="stylesheet" href="console.css"><script type="module" src="console.js"></script>
</head><body><div id="console"></div><noscript>The console needs JavaScript.</noscript></body></html>
`,
  script: { text: "'$& is a text'", hash: 'sha256-script' },
  style: { text: 'p{}', hash: 'sha256-style' },
}
