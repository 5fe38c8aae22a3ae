import { type HttpRequest, type ProbeSuite, type RunLimits, type RunTools, runProbes } from '../probe-runner.ts'
import { control, isAdmitted } from './answers.ts'
import { serverProbes } from './probes.ts'
import {
  type RequestTemplate,
  type ServerContext,
  type ServerProbeRun,
  type ServerRunTarget,
  type ServerTarget,
  toUrl,
} from './request.ts'

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
  waves: serverProbes.map(probe => [probe]),
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

function isSilent({ runs }: ServerContext): boolean {
  const last = runs.flatMap(({ attempts }) => attempts).slice(-mostSilent)
  return last.length === mostSilent && last.every(({ outcome }) => 'unanswered' in outcome)
}
