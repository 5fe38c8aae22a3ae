import { toCount } from '../../text/format.ts'
import { createMask, type Mask, maskAll } from '../../text/redact.ts'
import { type ProbeReport, toProbeReport } from '../probe-report.ts'
import {
  createContext,
  type HttpRequest,
  type ProbeSuite,
  type RunLimits,
  type RunTools,
  runProbes,
} from '../probe-runner.ts'
import type { Section } from '../report/model.ts'
import { type DetailOf, explainDetail, isFatal, type ReportPolicy, type RuleResult } from '../rule.ts'
import { control, findCode, isAdmitted } from './answers.ts'
import { findContract, type ServerSubject } from './evaluate.ts'
import { leftoverMessages } from './messages.ts'
import { findStartedCall, serverProbes } from './probes.ts'
import {
  type RequestTemplate,
  type ServerProbeRun,
  type ServerRunContext,
  type ServerRunTarget,
  type ServerTarget,
  toServerCurl,
  toUrl,
} from './request.ts'
import { serverRules } from './rules.ts'

/** What a run of a server's probes needs from outside. */
export interface ServerRunTools extends RunTools {
  /** A number from 0 to 4294967295, another each time. */
  readonly random: () => number
  /** A UUID, another each time. */
  readonly newId: () => string
}

/** How many requests in a row may stay unanswered. */
const mostSilent = 3

/**
 * Sends every probe to a server, one after the other, and returns for the rest why they were skipped. Commands that
 * change data are sent only if the target allows it; what they change is restored, even after the run was stopped.
 */
export const runServerProbes = (
  target: ServerTarget,
  limits: RunLimits,
  tools: ServerRunTools,
  onProbe?: (run: ServerProbeRun) => void,
): Promise<readonly ServerProbeRun[]> =>
  runProbes(createSuite(tools), { ...target, unknownCallId: tools.newId() }, limits, tools, onProbe)

const createSuite = ({ random }: ServerRunTools): ProbeSuite<ServerRunTarget, RequestTemplate> => ({
  probes: serverProbes,
  isConcurrent: () => false,
  lacks: (need, { write, flood, secretKey }) =>
    (need === 'write' && !write) || (need === 'flood' && !flood) || (need === 'key' && secretKey === undefined),
  holds: () => true,
  findStop(context) {
    if (isSilent(context)) return { code: 'silent', requests: mostSilent }
    const isRefused = context.runs.length > 0 && !isAdmitted(context)
    return isRefused ? { code: 'prerequisite', probe: control, condition: 'admitted' } : undefined
  },
  toRequest: (template, target, sentAt): HttpRequest => ({
    method: template.method,
    url: toUrl(template, target, random(), Math.floor(sentAt / 1_000)),
    body: template.body,
    headers: template.headers,
  }),
  isFinal: outcome => 'unanswered' in outcome,
})

function isSilent({ runs }: ServerRunContext): boolean {
  const last = runs.flatMap(({ attempts }) => attempts).slice(-mostSilent)
  return last.length === mostSilent && last.every(({ outcome }) => 'unanswered' in outcome)
}

/** A report on a server. */
export interface ServerReport extends ProbeReport {
  readonly kind: 'server'
  /** Whether commands that change data were allowed. */
  readonly write: boolean
  /** What the run changed and could not restore, as sentences. */
  readonly leftBehind: readonly string[]
  /** What has changed since an earlier run, as sentences; null if there is none to compare with. */
  readonly changes: readonly string[] | null
}

/** Evaluates the probes of a run. `changes` are what differs from an earlier run, as sentences; they count as warnings. */
export function toServerReport(
  target: ServerTarget,
  runs: readonly ServerProbeRun[],
  policy: ReportPolicy = {},
  changes: readonly string[] | null = null,
): ServerReport {
  const context = createContext({ ...target, unknownCallId: '' }, runs)
  const leftBehind = listLeftBehind(context)
  const isChanged = (changes?.length ?? 0) > 0 && isFatal('warning', policy.failOn)
  const { results, reasons, ...report } = toProbeReport({
    context,
    rules: serverRules,
    policy,
    assumptionsWarn: true,
    isFailed: isChanged,
    isAnswered: outcome => 'status' in outcome,
    toSubject: ({ probe, field }: ServerSubject) => ({
      title: field ? `${probe}, ${field}` : probe,
      probe,
      field,
      ...toSent(context.find(probe)),
    }),
    toCurl: run => toServerCurl(run, target),
    explainVariables,
  })
  const full: ServerReport = {
    kind: 'server',
    ...report,
    reasons: [...reasons, ...(isChanged ? [`Changes since the baseline: ${changes?.length}.`] : [])],
    results: results.map(noteAssumptions),
    facts: [{ text: toFact(runs, target) }],
    sections: [...toLeftSections(leftBehind), ...toChangeSections(changes)],
    write: target.write,
    leftBehind,
    changes,
  }
  return maskAll(full, toReportMask(target, runs))
}

/** Takes the key, and every UserSig that was sent, out of a text. */
export function toReportMask({ secretKey, userSig }: ServerTarget, runs: readonly ServerProbeRun[]): Mask {
  const sent = runs.flatMap(({ attempts }) =>
    attempts.flatMap(({ template, request }) => {
      // A text that is not a UserSig is not a secret either.
      const isMade =
        template.userSig === 'administrator' || (template.userSig !== undefined && 'key' in template.userSig)
      const [, text] = /[?&]usersig=([^&]+)/.exec(request.url) ?? []
      return isMade && text !== undefined ? [decodeURIComponent(text)] : []
    }),
  )
  return createMask([...[secretKey, userSig].filter(secret => secret !== undefined), ...sent])
}

function toSent(run: ServerProbeRun | undefined) {
  const template = run?.attempts.at(-1)?.template
  return template && { command: findContract(template)?.command, method: template.method, target: template.path }
}

const explainVariables = (curl: string) =>
  curl.includes('$RINGBACK_SECRET_KEY')
    ? "Set RINGBACK_SECRET_KEY to the application's secret key."
    : curl.includes('$RINGBACK_USERSIG')
      ? "Set RINGBACK_USERSIG to the administrator's UserSig."
      : ''

const assumptionNote = 'If this server is the service itself, our assumption is wrong: please report it.'

/** What no page documents may be our mistake. */
const noteAssumptions = (result: RuleResult): RuleResult => ({
  ...result,
  findings: result.findings.map(finding =>
    'page' in finding.source ? finding : { ...finding, notes: [assumptionNote] },
  ),
})

function toFact(runs: readonly ServerProbeRun[], { write, sdkAppId }: ServerTarget): string {
  const requests = runs.reduce((sum, { attempts }) => sum + attempts.length, 0)
  return `${requests} requests as application ${sdkAppId}, ${write ? 'changes allowed' : 'read only'}.`
}

function listLeftBehind(context: ServerRunContext): readonly string[] {
  const call = findStartedCall(context)
  const restoration = context.find('put-back')?.attempts[0]?.template
  const left: DetailOf<typeof leftoverMessages>[] = []
  if (call !== undefined && findCode(context, 'end') !== 0) left.push({ code: 'call', call })
  if (restoration && findCode(context, 'put-back') !== 0)
    left.push({ code: 'settings', path: restoration.path, body: restoration.body })
  return left.map(detail => explainDetail(leftoverMessages, detail))
}

const toLeftSections = (leftBehind: readonly string[]): readonly Section[] =>
  leftBehind.length === 0 ? [] : [{ id: 'left-behind', title: 'Left behind', items: leftBehind }]

const toChangeSections = (changes: readonly string[] | null): readonly Section[] =>
  changes === null
    ? []
    : [
        {
          id: 'changes',
          title: 'Changes since the baseline',
          ...(changes.length > 0 ? { items: changes } : { text: 'None.' }),
          check: {
            title: 'Has not changed since the baseline',
            severity: 'warning',
            isBroken: changes.length > 0,
            summary: `${toCount(changes.length, 'change')} since the baseline.`,
          },
        },
      ]
