import type { Finding, Report, Slip } from '../../../src/conformance/client/report.ts'
import type { Rule } from '../../../src/conformance/client/rule.ts'

/** Noon of a day in January 2026. */
export const noon = Date.UTC(2026, 0, 15, 12)

/** What strangers send to do harm to whoever reads a report. */
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
const path = '/v4/call_engine_http_srv/get_call_info'
/** A request's target, as journals keep it. */
export const target = `${path}?sdkappid=88888888&identifier=administrator&usersig=${userSig}&random=7&contenttype=json`

const defineRule = (rule: Pick<Rule, 'id' | 'group' | 'severity' | 'sentence'> & Partial<Rule>): Rule => ({
  reason: 'The service says so.',
  seen: { page: 34385 },
  fix: 'Do it right.',
  *judge() {},
  ...rule,
})

const rules = {
  warning: defineRule({ id: 'RB-Q10', group: 'request', severity: 'warning', sentence: 'Varies random' }),
  signature: defineRule({
    id: 'RB-Q11',
    group: 'request',
    severity: 'error',
    sentence: 'Sends UserSigs that can be read',
    reason: 'A UserSig is JSON, compressed by zlib.',
    fix: 'Make it with the library of the vendor, or compare with ringback sign; ringback explain-sig tells which step is wrong.',
  }),
  method: defineRule({ id: 'RB-Q01', group: 'request', severity: 'error', sentence: 'Sends POST' }),
  backOff: defineRule({
    id: 'RB-B05',
    group: 'behaviour',
    severity: 'error',
    sentence: 'Waits 200 ms or more after it was told that requests come too often',
    seen: { assumed: 'how long to wait is not documented' },
  }),
  frequency: defineRule({
    id: 'RB-B07',
    group: 'behaviour',
    severity: 'error',
    sentence: 'Stays under 200 requests a second',
  }),
  spoilt: defineRule({
    id: 'RB-A02',
    group: 'answer',
    severity: 'error',
    sentence: 'Does not take a body for a success that is no JSON',
    seen: { observed: 'gateways that answer with pages of their own' },
  }),
}

/** One breach; whatever it holds from a stranger can be set. */
export const toSlip = (slip: Partial<Slip> = {}): Slip => ({
  run: 0,
  entry: 2,
  command: 'get_call_info',
  at: noon,
  method: 'POST',
  target,
  sentence: 'The UserSig is cut off.',
  curl: `curl -s "\${RINGBACK_URL:-http://127.0.0.1:2255}"'${path}?sdkappid=88888888&random=7' -d '{"CallId":"it'\\''s long, long, long and longer than any terminal is wide, so that it would be wrapped"}'`,
  needs: 'First run `npx ringback start --scenario busy` in another terminal.',
  ...slip,
})

const toFinding = (rule: Rule, finding: Partial<Finding> = {}): Finding => ({
  rule,
  verdict: 'passed',
  judged: 10,
  slips: [],
  count: 0,
  known: [],
  knownCount: 0,
  ...finding,
})

/** A report that has everything: broken, known, kept and unexercised rules, two runs, exposure, and lines that are gone. */
export function createReport(slip: Partial<Slip> = {}, facts: Partial<Report['runs'][number]> = {}): Report {
  const slips = [2, 3, 4, 5].map(entry => toSlip({ entry, ...slip }))
  return {
    verdict: 'failed',
    because: ['Errors: RB-Q11, RB-B05, RB-A02.', 'Failure coverage is 35 % (5 of 14); at least 50 % is required.'],
    failOn: 'error',
    runs: [
      {
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
        otherServices: [],
        outside: { requests: 0, examples: [] },
        refused: [],
        run: { command: 'npm test', code: 1, signal: null, began: noon, ended: noon + 12_300 },
        ...facts,
      },
      {
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
        run: { command: 'npm test', code: null, signal: 'SIGKILL', began: noon, ended: noon + 1 },
      },
    ],
    findings: [
      toFinding(rules.warning, { verdict: 'failed', slips: [toSlip({ ...slip, why: undefined })], count: 1 }),
      toFinding(rules.signature, { verdict: 'failed', slips, count: 37 }),
      toFinding(rules.method, { known: [toSlip({ why: 'The SDK is old.', ...slip })], knownCount: 12 }),
      toFinding(rules.spoilt, {
        verdict: 'failed',
        slips: [toSlip({ run: 1, entry: 1, command: undefined, method: 'PUT', target: '/v4/nowhere', ...slip })],
        count: 1,
      }),
      toFinding(rules.backOff, { verdict: 'failed', slips: [toSlip(slip)], count: 2 }),
      toFinding(rules.frequency, { verdict: 'not exercised', judged: 0 }),
      toFinding(defineRule({ id: 'RB-Q02', group: 'request', severity: 'error', sentence: 'Asks what there is' })),
    ],
    exposure: {
      met: 5,
      all: 14,
      percent: 35,
      floor: 50,
      rows: [
        {
          command: 'get_call_info',
          requests: 801,
          cells: [
            { meets: { code: 101001, meaning: 'The service failed inside; ask again.' }, times: 0, reactions: {} },
            {
              meets: { code: 101004, meaning: 'The call does not exist, or it has ended.' },
              times: 12,
              reactions: { recovered: 9, 'asked again': 2, 'asked no more': 1 },
            },
            { meets: { code: 60007, meaning: 'Called too often.' }, times: 240, reactions: { 'asked again': 240 } },
            { meets: { stumble: 'http' }, times: 1, reactions: { 'went on': 1 } },
            { meets: { stumble: 'reset-before' }, times: 0, reactions: {} },
            { meets: { stumble: 'slow' }, times: 3, reactions: { 'hung up': 3 } },
          ],
        },
        {
          command: 'end_call',
          requests: 400,
          cells: [
            { meets: { code: 101001, meaning: 'The service failed inside; ask again.' }, times: 7, reactions: {} },
            { meets: { code: 101004, meaning: 'The call does not exist, or it has ended.' }, times: 0, reactions: {} },
            { meets: { stumble: 'http' }, times: 0, reactions: {} },
          ],
        },
      ],
    },
    gone: [
      { line: 3, rule: 'RB-Q07', command: 'get_call_info', exercised: true },
      { line: 4, rule: 'RB-B07', command: undefined, exercised: false },
    ],
  }
}

const caseRule = defineRule({ id: 'RB-C60', group: 'case', severity: 'error', sentence: 'Gives 101004' })

/** A case's slip that no request came for, so that it has no exchange. */
const asked = toSlip({
  entry: undefined,
  method: '',
  target: '',
  sentence: 'It gave nothing within 15.0 s; wanted is an error with ErrorCode 101004.',
  curl: "ringback check --only RB-C60,get_call_info -- 'my adapter'",
})

/** The same, of a client that was led through cases: they come beside the rules, and some of their slips have no exchange. */
export const cased: Report = {
  ...createReport(),
  findings: [
    ...createReport().findings,
    toFinding(caseRule, { verdict: 'failed', judged: 1, slips: [asked], count: 1 }),
    toFinding({ ...caseRule, id: 'RB-C61' }, { judged: 1, known: [{ ...asked, why: 'An old one.' }], knownCount: 1 }),
    toFinding({ ...caseRule, id: 'RB-C62' }, { judged: 1 }),
    toFinding({ ...caseRule, id: 'RB-C63' }, { verdict: 'not exercised', judged: 0 }),
  ],
}

/** A report on nothing. */
export const nothing: Report = {
  verdict: 'not exercised',
  because: ['No requests received.'],
  failOn: 'error',
  runs: [],
  findings: [toFinding(rules.method, { verdict: 'not exercised', judged: 0 })],
  exposure: { met: 0, all: 0, percent: undefined, rows: [] },
  gone: [],
}

/** A report on a client that broke nothing. */
export const spotless: Report = {
  ...createReport(),
  verdict: 'passed',
  because: [],
  exposure: { ...createReport().exposure, floor: undefined },
  findings: [toFinding(rules.method), toFinding(rules.frequency, { verdict: 'not exercised', judged: 0 })],
  gone: [],
}

/** The same, without commands that were run. */
export const unrun: Report = { ...spotless, runs: spotless.runs.map(run => ({ ...run, run: undefined })) }

/** A report in which every text that a stranger may have chosen is one text. */
export const createHostileReport = (text: string): Report => ({
  ...createReport(
    { command: text, method: text, target: text, sentence: text, curl: text, why: text },
    {
      name: text,
      scenario: text,
      commands: [{ command: text, requests: 3 }],
      run: { command: text, code: null, signal: text, began: noon, ended: noon },
    },
  ),
  because: [text],
  gone: [{ line: 3, rule: text, command: text, exercised: true }],
})
