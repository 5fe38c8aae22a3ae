import * as z from 'zod'
import { reactions } from '../../conformance/report/model.ts'
import { formatVersion } from '../../conformance/report/to-json.ts'
import { failOns } from '../../conformance/rule.ts'
import { callbackCommands } from '../../contracts/callbacks.ts'
import { operationNames } from '../../contracts/operations.ts'
import { scopes } from '../../contracts/scope.ts'
import { dueKinds } from '../../control/clock.ts'
import { checkNames } from '../../control/messages.ts'
import { deliveryStates } from '../../emulator/callbacks/outgoing-callback.ts'
import { actionNames, callbackView, callView } from '../../emulator/journal.ts'
import { deliveryCodes } from '../../emulator/messages.ts'
import { failureModes } from '../../faults/failure-modes.ts'

// Field by field what the routes answer. Unknown fields are not forbidden: a later version may add some.

const instant = z.iso.datetime().meta({ description: "A time on the application's clock, ISO 8601 in UTC." })
const milliseconds = z.number().meta({ description: 'Unix milliseconds.' })
const count = z.int().min(0)
const account = z.string()
const app = z.int().meta({ description: "An application's SDKAppID." })
const callId = z.string().meta({ description: "A call's id." })
const command = z.string().meta({ description: 'A command such as get_call_info.' })
const errorCode = z.int().meta({ description: '0 for a success.' })
const exchangeId = z.string().meta({ description: '<sdkAppId>-<n>, or unassigned-<n>.' })
const callbackId = z.string().meta({ description: '<sdkAppId>-<n>.' })
const deliveryCode = z
  .enum(deliveryCodes)
  .meta({ description: 'What is wrong with the delivery; `reason` is the sentence.' })
const verdict = z.enum(['passed', 'failed', 'not exercised'])
const severity = z.enum(['error', 'warning'])

const Health = z.object({
  status: z.literal('ok'),
  version: z.string(),
  now: instant,
  calls: count.meta({ description: 'The number of live calls.' }),
})

const Clock = z.object({
  now: instant,
  mode: z.string().meta({ description: 'real, manual, auto or a speed such as 60x.' }),
  beginning: instant.meta({ description: 'When the application began, on its clock.' }),
  nextDue: instant.nullable().meta({ description: 'When the next scheduled item is due.' }),
  due: z
    .array(
      z.object({
        at: instant,
        kind: z.enum(dueKinds),
        call: callId.optional(),
        user: account.optional(),
        users: z.array(account).optional(),
        does: z.string().optional().meta({ description: 'The action of a step.' }),
        command: z.string().optional().meta({ description: 'Of a request or a callback.' }),
        callback: callbackId.optional(),
        exchange: exchangeId.optional(),
      }),
    )
    .meta({ description: 'What is scheduled next, in order; at most 100 items.' }),
})

const callEvent = {
  about: z.literal('call'),
  app,
  call: callId,
  what: z.string().meta({ description: 'Such as started, answered, hung-up or ended.' }),
  user: account.optional(),
  outcome: z.string().optional(),
}

const Event = z.discriminatedUnion('about', [
  z.object({ at: instant, ...callEvent }),
  z.object({
    at: instant,
    about: z.literal('request'),
    app: app.optional(),
    exchange: exchangeId,
    scope: z.enum(scopes),
    command: command.optional(),
    call: callId.optional(),
    errorCode: errorCode.optional(),
  }),
  z.object({
    at: instant,
    about: z.literal('skipped'),
    app,
    call: callId,
    does: z.string(),
    why: z.string(),
  }),
  z.object({
    at: instant,
    about: z.literal('callback'),
    what: z.enum(deliveryStates),
    callback: callbackId,
    command: z.string(),
    app,
    call: callId,
    attempts: count,
    code: deliveryCode.optional(),
    reason: z.string().optional(),
  }),
  z.object({ at: instant, about: z.literal('app'), what: z.enum(['created', 'reset', 'removed']), app }),
  z.object({
    at: instant,
    about: z.literal('clock'),
    app: app.optional(),
    what: z.string().meta({ description: 'The new mode, or advanced.' }),
  }),
  z.object({ at: instant, about: z.literal('reset'), what: z.string() }),
  z.object({
    at: instant,
    about: z.literal('fault'),
    app: app.optional(),
    what: z.enum(['armed', 'disarmed']),
    fault: z.string(),
  }),
])

const Advance = z.object({
  now: instant,
  happened: z.array(Event),
  omitted: count.meta({ description: 'The number of events left out of a long list.' }),
})

const Call = callView()

const CallList = z.object({ count, calls: z.array(Call) })

const hitCounts = {
  matched: count.meta({ description: 'How often its conditions were met.' }),
  hit: count.meta({ description: 'How often it was applied.' }),
}

const Fault = z.object({
  id: z.string(),
  sentence: z.string().meta({ description: 'What it does, for people.' }),
  ...hitCounts,
  apps: z
    .record(z.string(), z.object(hitCounts))
    .meta({ description: 'The counts of each application that it met, by SDKAppID or unassigned.' }),
  done: z.boolean().meta({ description: 'Whether it has been applied as often as its limit allows.' }),
  from: z.number().meta({ description: 'From when it acts, in milliseconds since its application began.' }),
  until: z.number().nullable().meta({ description: 'Until when it acts, excluded; null without an end.' }),
})

const Exchange = z.object({
  id: exchangeId,
  position: count.meta({ description: 'Its position in the run log, from 1.' }),
  epoch: count.meta({ description: 'The life of its application; a reset begins a new one.' }),
  rate: z.number().meta({ description: "Milliseconds of the application's clock per real millisecond." }),
  scope: z.enum(scopes).meta({ description: 'What it belongs to; only call-api is evaluated.' }),
  at: instant,
  method: z.string(),
  target: z.string().meta({ description: 'Path and query; secrets are masked.' }),
  body: z.string(),
  unreadable: z.string().optional(),
  parameterHeaders: z.array(z.string()).optional().meta({ description: 'Query parameters that came as headers.' }),
  traceparent: z.string().optional().meta({ description: 'The W3C trace context that the client sent.' }),
  test: z.string().optional().meta({ description: 'The header X-Ringback-Test: the name of the test that sent it.' }),
  command: command.optional(),
  sdkAppId: app.optional(),
  identifier: account.optional(),
  callId: callId.optional(),
  status: z.int().meta({ description: 'The HTTP status.' }),
  errorCode: errorCode.optional(),
  reply: z.string(),
  faults: z.array(z.string()).meta({ description: 'Ids of the faults that were applied.' }),
  failureModes: z.array(z.enum(failureModes)).meta({ description: 'What those faults did.' }),
  tolerated: z.array(z.string()).meta({ description: 'What lenient validation let pass.' }),
  delay: z.number().meta({ description: 'How long a fault held the reply back, in milliseconds.' }),
  drop: z.enum(['before', 'during']).optional(),
  events: z.array(z.object({ at: milliseconds, ...callEvent })),
  endedAt: milliseconds.optional().meta({ description: 'When the call it names had ended, if it was refused.' }),
  hasCallback: z.boolean().meta({ description: 'Whether its application had a callback URL.' }),
  receivedAt: z
    .number()
    .optional()
    .meta({ description: 'When it was received, in Unix milliseconds of the wall clock.' }),
  took: z.number().optional().meta({ description: 'Real milliseconds until the reply was sent; absent until then.' }),
})

const Explanation = z.object({
  exchange: exchangeId,
  decidedBy: z
    .enum(checkNames)
    .nullable()
    .meta({ description: 'The check that decided the reply; null if all passed.' }),
  summary: z.string().meta({ description: 'The reason for the reply, for people.' }),
  checks: z.array(
    z.object({
      name: z.enum(checkNames),
      outcome: z.enum(['passed', 'failed', 'tolerated', 'applied', 'not reached']),
      text: z.string(),
      received: z.string().nullable(),
      faults: z.array(z.string()),
    }),
  ),
  call: z
    .object({ id: callId, state: z.enum(['unknown', 'live', 'ended']), endedAt: instant.nullable() })
    .nullable()
    .meta({ description: 'The call that the request names, as it was when the request arrived.' }),
  changes: z.array(z.object({ at: instant, ...callEvent })).meta({ description: 'What the request changed.' }),
  error: z
    .object({
      code: errorCode,
      meaning: z.string(),
      retry: z.enum(['immediate', 'backoff', 'never']),
      page: z.url().nullable().meta({ description: 'The page that documents it.' }),
      source: z.union([
        z.object({ page: z.int() }),
        z.object({ observed: z.string() }),
        z.object({ assumed: z.string() }),
      ]),
    })
    .nullable(),
  userSig: z
    .object({
      claims: z.object({ identifier: account, sdkAppId: app, time: z.int(), expire: z.int() }).nullable(),
      findings: z.array(
        z.object({
          code: z.string(),
          severity: z.enum(['error', 'warning', 'note']),
          text: z.string(),
          fix: z.string(),
        }),
      ),
    })
    .nullable()
    .meta({
      description: 'What its UserSig claims (times in Unix seconds), and what is wrong with it; null without one.',
    }),
})

const Sent = z.object({
  exchange: Exchange,
  reply: z
    .object({ status: z.int(), body: z.string() })
    .nullable()
    .meta({ description: 'null if a fault reset the connection before a reply.' }),
})

const ActionList = z.object({
  actions: z.array(
    z.object({
      after: count.meta({ description: 'The position of the last request before it.' }),
      at: instant,
      app: app.optional().meta({ description: 'Its application; absent if it is on the whole emulator.' }),
      does: z.enum(actionNames),
      input: z.record(z.string(), z.unknown()).nullable().meta({ description: 'As the admin API takes it.' }),
    }),
  ),
})

const ExchangeList = z.object({ count, exchanges: z.array(Exchange) })

const Callback = callbackView()

const CallbackList = z.object({ count, webhooks: z.array(Callback) })

const Redelivered = z.object({
  deliveries: count,
  webhooks: z.array(Callback),
  skipped: z.array(z.object({ id: callbackId, code: z.string(), reason: z.string() })),
})

const application = {
  sdkAppId: app,
  secretKey: z.string(),
  identifier: account.nullable().meta({ description: 'Its first administrator.' }),
  admins: z.array(account),
  rateLimit: z
    .union([count, z.literal('off')])
    .nullable()
    .meta({ description: "Requests a second for each command; null for each command's own limit." }),
  callback: z.object({
    url: z.string().nullable(),
    commands: z.array(z.enum(callbackCommands)),
    token: z.string().nullable(),
    retries: count.nullable(),
  }),
  clock: z.string().meta({ description: 'The mode of its clock: real, manual, auto or a speed such as 60x.' }),
  ttl: z.number().nullable().meta({ description: 'Real milliseconds without a request until it is removed.' }),
  calls: z.object({ live: count, ended: count }),
}

const App = z.object({ ...application, userSig: z.string() })

const AppList = z.object({
  count,
  apps: z.array(
    z.object({
      ...application,
      epoch: count.meta({ description: 'Which life of an application this is; a reset begins a new one.' }),
    }),
  ),
})

const Scenario = z.object({
  name: z.string(),
  about: z.string().nullable(),
  seed: z.int(),
  beginning: instant,
  apps: z.array(z.object({ sdkAppId: app, admins: z.array(account) })),
  calls: count,
  faults: count,
})

const Validation = z.object({
  valid: z.boolean(),
  issues: z.array(
    z.object({
      code: z.string().meta({ description: 'Stable, for programs.' }),
      path: z.array(z.union([z.string(), z.number()])),
      message: z.string(),
      line: z.int().optional().meta({ description: 'From 1, as is `column`.' }),
      column: z.int().optional(),
    }),
  ),
})

const ScenarioList = z.object({ scenarios: z.array(z.object({ name: z.string(), about: z.string() })) })

const UserSigExplanation = z.object({
  claims: z
    .object({
      ver: z.string().nullable(),
      identifier: account.nullable(),
      sdkAppId: app.nullable(),
      time: z.number().nullable().meta({ description: 'Unix seconds.' }),
      timeIso: z.string().nullable(),
      expire: z.number().nullable().meta({ description: 'Seconds.' }),
      validUntil: milliseconds.nullable(),
      validUntilIso: z.string().nullable(),
      userBuf: z.string().nullable().meta({ description: 'Base64.' }),
      sig: z.string().nullable(),
    })
    .nullable()
    .meta({ description: 'null if no document can be read from it.' }),
  findings: z.array(
    z.object({ code: z.string(), severity: z.enum(['error', 'warning', 'note']), text: z.string(), fix: z.string() }),
  ),
  ok: z.boolean().meta({ description: 'Whether no finding is an error.' }),
  accepted: z.boolean().meta({ description: 'Whether the emulator accepts it, as far as that could be checked.' }),
})

const Variables = z.object({
  variables: z.array(
    z.object({ name: z.string(), value: z.string(), intercepts: z.boolean(), joint: z.string().optional() }),
  ),
})

const source = z.union([
  z.object({ page: z.int() }),
  z.object({ observed: z.string() }),
  z.object({ assumed: z.string() }),
])

const Finding = z.object({
  code: z.string(),
  data: z.record(z.string(), z.unknown()).meta({ description: 'What the message is made of.' }),
  message: z.string(),
  title: z.string().meta({ description: 'The request, such as request 12, get_call_info.' }),
  run: count.nullable(),
  position: count.nullable().meta({ description: "The request's position in the run, from 1." }),
  probe: z.string().nullable(),
  field: z.string().nullable(),
  fault: z.string().nullable(),
  command: command.nullable(),
  time: milliseconds.nullable(),
  method: z.string().nullable(),
  target: z.string().nullable(),
  source,
  page: z.url().nullable(),
  curl: z.string().nullable(),
  needs: z.string().nullable(),
  knownIssue: z.object({ line: count, reason: z.string().nullable() }).nullable(),
  notes: z.array(z.string()),
})

const Report = z.object({
  ringback: z.literal('report'),
  formatVersion: z.literal(formatVersion),
  kind: z.literal('client'),
  verdict,
  headline: z.string(),
  title: z.string(),
  reasons: z.array(z.string()),
  failOn: z.enum(failOns),
  commandFailures: z.array(z.string()),
  runs: z.array(
    z.object({
      name: z.string().nullable(),
      scenario: z.string(),
      validation: z.enum(['strict', 'lenient']),
      auth: z.enum(['verify', 'off']),
      requests: count,
      kept: count,
      commands: z.array(z.object({ command: command.nullable(), requests: count })),
      otherServices: z.array(z.object({ command: z.string().nullable(), requests: count, accepted: count })),
      outside: z.object({
        requests: count,
        examples: z.array(z.object({ method: z.string(), path: z.string() })),
      }),
      refused: z.array(z.object({ host: z.string(), count, reason: z.string() })),
      run: z
        .object({
          command: z.string(),
          code: z.int().nullable(),
          signal: z.string().nullable(),
          timedOut: z.boolean(),
          began: milliseconds,
          ended: milliseconds,
        })
        .nullable(),
    }),
  ),
  results: z.array(
    z.object({
      id: z.string(),
      group: z.string(),
      severity,
      verdict,
      title: z.string(),
      reason: z.string(),
      source,
      page: z.url().nullable(),
      fix: z.string(),
      evaluated: count,
      findings: z.array(Finding),
      count,
      knownFindings: z.array(Finding),
      knownCount: count,
      knownLines: z.array(count).meta({ description: 'Lines of the list of known issues.' }),
      reasons: z.array(z.string()).meta({ description: 'Why the rule was not exercised.' }),
    }),
  ),
  failureCoverage: z.object({
    met: count,
    all: count,
    percent: z.number().nullable(),
    minimum: z.number().nullable(),
    rows: z.array(
      z.object({
        command: z.enum(operationNames),
        requests: count,
        cells: z.array(
          z.object({
            name: z.string().meta({ description: 'An ErrorCode or a failure mode.' }),
            meaning: z.string(),
            isErrorCode: z.boolean(),
            times: count,
            reactions: z.object(Object.fromEntries(reactions.map(name => [name, count.optional()]))),
          }),
        ),
      }),
    ),
  }),
  resolvedKnownIssues: z.array(
    z.object({
      line: count,
      rule: z.string(),
      fault: z.string().nullable(),
      command: command.nullable(),
      exercised: z.boolean(),
    }),
  ),
})

/** What each route answers, by the name that generated clients give it. */
export const answers = {
  Health,
  Clock,
  Advance,
  Call,
  CallList,
  Fault,
  FaultList: z.object({ faults: z.array(Fault) }),
  Disarmed: z.object({ disarmed: count }),
  Exchange,
  ExchangeList,
  Explanation,
  ActionList,
  Sent,
  Cleared: z.object({ cleared: z.literal(true), now: instant }),
  Report,
  Callback,
  CallbackList,
  Redelivered,
  Found: z.object({ found: z.array(z.union([Exchange, Callback, Call])) }),
  App,
  AppList,
  Removed: z.object({ removed: app }),
  Scenario,
  ScenarioList,
  Validation,
  UserSigExplanation,
  Snapshot: z
    .looseObject({ ringback: z.literal('snapshot'), version: z.int() })
    .meta({ description: 'The whole state; only ringback reads and writes its other fields.' }),
  UserSig: z.object({
    userSig: z.string(),
    sdkAppId: app,
    identifier: account,
    expire: z.int().meta({ description: 'Seconds.' }),
    validUntil: instant,
  }),
  Variables,
  OpenApi: z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }),
  Event,
} as const satisfies { readonly [name: string]: z.ZodType }

/** The name of a route's answer. */
export type AnswerName = keyof typeof answers

/** A problem document (RFC 9457), the answer to every request that cannot be served. */
export const problem = z.object({
  type: z.literal('about:blank'),
  status: z.int(),
  code: z.string().meta({ description: 'Stable, for programs.' }),
  title: z.string(),
  detail: z.string(),
  problems: z
    .array(
      z.looseObject({
        code: z.string().optional().meta({ description: 'Stable, for programs.' }),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        message: z.string(),
        line: z.int().optional(),
        column: z.int().optional(),
      }),
    )
    .optional()
    .meta({ description: 'Every single error, if there are several.' }),
})
