import {
  checkVendorHost,
  explainHostRefusal,
  findHost,
  hosts,
  isUnderVendor,
  type VendorHostRefusal,
} from '../../../contracts/hosts.ts'
import { explainIssue, explainUnknownCommand } from '../../../contracts/messages.ts'
import { findMisplaced, findParameter, type MisplacedParameters } from '../../../contracts/parse-request.ts'
import { type ParameterName, parameterNames, parameters } from '../../../contracts/query.ts'
import type { Leak } from '../../../emulator/journal.ts'
import { formatList, formatValue } from '../../../text/format.ts'
import type { Evaluation } from '../../rule.ts'
import { type ClientRule, defineClientRule, eachRequest } from '../rule.ts'
import { type ClientRequest, groupBy } from '../run.ts'

const general = { page: 68926 } as const

interface InvalidParameter {
  readonly name: ParameterName
  readonly value: string | undefined
}

const parameterMessages = {
  missing: ({ name }: InvalidParameter) => `Missing ${name}: expected ${parameters[name].expected}.`,
  invalid: ({ name, value }: InvalidParameter) =>
    `Invalid ${name}: expected ${parameters[name].expected}, got ${value === '' ? 'an empty value' : formatValue(value)}.`,
}

/** A parameter under its name in another case, where the parameter itself is missing. */
function findOtherCase({ parsed: { query } }: ClientRequest, name: string): string | undefined {
  if (query.has(name)) return undefined
  return [...query.keys()].find(other => other.toLowerCase() === name)
}

/** Evaluates one parameter; a wrong name and a wrong place are findings of other rules. */
function evaluateParameter(name: ParameterName, request: ClientRequest) {
  if (findOtherCase(request, name) !== undefined || findMisplaced(request.parsed)?.names.includes(name))
    return undefined
  const value = request.parsed.query.get(name)
  if (value === undefined) return { code: 'missing', name, value } as const
  return parameters[name].schema.safeParse(value).success || ({ code: 'invalid', name, value } as const)
}

/** Whether a field has the name of a secret that does not belong in a body. */
export const isCredentialName = (name: string): boolean =>
  /^(?:user_?sig|(?:sdk_?)?secret_?key|secret|password)$/i.test(name)

/** From how many requests on a repeated value is not a coincidence. */
const leastForRandom = 4

const mainHosts = hosts.filter(({ role }) => role === 'main').map(({ region, host }) => `${region} ${host}`)

/** The vendor's host that a request was sent to; undefined for an address of the emulator. */
function findVendorHost({ timing }: ClientRequest): string | undefined {
  const name = timing?.host?.replace(/:\d+$/, '').toLowerCase()
  return name !== undefined && isUnderVendor(name) ? name : undefined
}

/** The rules on the request line, the query, the host and secrets. */
export const requestRules: readonly ClientRule[] = [
  defineClientRule({
    id: 'RB-Q01',
    title: 'Sends every request as an HTTP POST',
    reason: 'The service accepts no other method and answers others with 60008.',
    source: general,
    fix: 'Use POST, with the parameters in the query and the fields in a JSON body.',
    examples: { good: [{}], bad: [{ method: 'GET' }] },
    messages: { method: ({ method }: { method: string }) => `The method is ${formatValue(method, 20)}.` },
    evaluate: eachRequest(({ method }) => method === 'POST' || { code: 'method', method }),
  }),
  defineClientRule({
    id: 'RB-Q02',
    title: 'Sends requests to the documented path of a command',
    reason:
      'A command has the path /v4/, its service and its name, in lowercase. Any other path is answered with 60008.',
    source: general,
    fix: "Copy the path from the command's page, without a trailing slash.",
    examples: { good: [{}], bad: [{ path: '/v4/call_engine_http_srv/get_callinfo' }] },
    messages: { path: ({ path }: { path: string }) => explainUnknownCommand(path) },
    evaluate: eachRequest(({ command, parsed }) => {
      if (command !== undefined) return true
      return findMisplaced(parsed)?.places.includes('the path') ? undefined : { code: 'path', path: parsed.path }
    }),
  }),
  defineClientRule({
    id: 'RB-Q03',
    title: 'Writes the names of query parameters in lowercase',
    reason: 'The names are case-sensitive: a parameter with a name in another case counts as missing.',
    source: general,
    fix: `Name them ${formatList(parameterNames, 'and')}.`,
    examples: { good: [{}], bad: [{ query: { sdkappid: undefined, SdkAppId: '88888888' } }] },
    messages: {
      case: ({ names }: { names: readonly string[] }) =>
        `The query has ${formatList(
          names.map(name => formatValue(name)),
          'and',
        )}.`,
    },
    evaluate: eachRequest(request => {
      if (request.parsed.query.size === 0) return undefined
      const names = parameterNames.flatMap(name => findOtherCase(request, name) ?? [])
      return names.length === 0 || { code: 'case', names }
    }),
  }),
  defineClientRule({
    id: 'RB-Q04',
    title: 'Sends each query parameter once',
    reason: 'No page documents which of two values counts.',
    source: { assumed: 'no page mentions repeated parameters' },
    fix: 'Set each parameter once. Check whether the base URL already contains some of them.',
    examples: { good: [{}], bad: [{ query: { random: ['7', '8'] } }] },
    messages: {
      repeated: ({ names }: { names: readonly string[] }) =>
        `Received more than once: ${formatList(
          names.map(name => formatValue(name)),
          'and',
        )}.`,
    },
    evaluate: eachRequest(({ parsed }) => {
      if (parsed.query.size === 0) return undefined
      const names = [...new Set(parsed.repeated)]
      return names.length === 0 || { code: 'repeated', names }
    }),
  }),
  defineClientRule({
    id: 'RB-Q05',
    title: 'Sends the SDKAppID of an existing application in sdkappid',
    reason: 'Every request is for one application.',
    source: general,
    fix: 'Read the SDKAppID from the configuration of the client (RINGBACK_SDKAPPID under ringback exec), not from a constant.',
    examples: { good: [{}], bad: [{ query: { sdkappid: '1400999999' } }] },
    messages: {
      ...parameterMessages,
      unknown: ({ value }: { value: string | undefined }) => `Unknown sdkappid ${formatValue(value)}.`,
    },
    evaluate: eachRequest(request => {
      const found = evaluateParameter('sdkappid', request)
      if (found !== true || request.isAdministrator !== undefined) return found
      return { code: 'unknown', value: request.parsed.query.get('sdkappid') }
    }),
  }),
  defineClientRule({
    id: 'RB-Q06',
    title: 'Sends contenttype=json',
    reason: 'This is the only value of the parameter.',
    source: general,
    fix: 'Add contenttype=json to the query, in lowercase. The Content-Type header does not replace it.',
    examples: { good: [{}], bad: [{ query: { contenttype: 'application/json' } }] },
    messages: parameterMessages,
    evaluate: eachRequest(request => evaluateParameter('contenttype', request)),
  }),
  defineClientRule({
    id: 'RB-Q07',
    title: 'Sends random as a decimal integer from 0 to 4294967295',
    reason:
      'It is documented as an unsigned 32-bit integer. The service is known to tolerate other values, but does not promise it.',
    source: { page: 68932 },
    isOnEachPage: true,
    fix: 'Draw a new 32-bit number for each request, not a UUID or a 63-bit number.',
    examples: { good: [{ query: { random: '4294967295' } }], bad: [{ query: { random: '4294967296' } }] },
    messages: parameterMessages,
    evaluate: eachRequest(request => evaluateParameter('random', request)),
  }),
  defineClientRule({
    id: 'RB-Q08',
    title: 'Sends an account in identifier',
    reason: 'A request is made in the name of an administrator of the application.',
    source: general,
    fix: 'Send the account that the UserSig was made for.',
    examples: { good: [{}], bad: [{ query: { identifier: undefined } }] },
    messages: parameterMessages,
    evaluate: eachRequest(request => evaluateParameter('identifier', request)),
  }),
  defineClientRule({
    id: 'RB-Q09',
    title: 'Sends a UserSig in usersig',
    reason: 'The UserSig is the only proof of identity.',
    source: general,
    fix: "Make a UserSig for the identifier with the application's secret key, and send it percent-encoded in the query.",
    examples: { good: [{}], bad: [{ query: { usersig: undefined } }] },
    messages: parameterMessages,
    evaluate: eachRequest(request => evaluateParameter('usersig', request)),
  }),
  defineClientRule({
    id: 'RB-Q10',
    severity: 'warning',
    title: 'Draws a new random for each request',
    reason: 'The page asks for a random number, so that requests can be told apart.',
    source: { page: 68932 },
    isOnEachPage: true,
    fix: 'Draw it where a request is made, not once per client or configuration.',
    examples: { good: [{ times: 5 }], bad: [{ times: 5, query: { random: '99999999' } }] },
    messages: {
      same: ({ count, all, value }: { count: number; all: number; value: string | undefined }) =>
        `${count} of ${all} requests have the same random, ${formatValue(value)}.`,
    },
    *evaluate({ requests }) {
      const toRandom = ({ parsed }: ClientRequest) => parsed.query.get('random')
      const valid = requests.filter(request => parameters.random.schema.safeParse(toRandom(request)).success)
      for (const own of groupBy(valid, ({ sdkAppId, identifier }) => `${sdkAppId}|${identifier}`).values()) {
        const [most = []] = [...groupBy(own, toRandom).values()].sort((one, other) => other.length - one.length)
        const [subject] = most
        if (!subject || own.length < leastForRandom) continue
        if (most.length * 2 <= own.length) yield { subject }
        else
          yield {
            subject,
            also: [subject, subject, subject],
            broken: { code: 'same', count: most.length, all: own.length, value: toRandom(subject) },
          }
      }
    },
  }),
  defineClientRule({
    id: 'RB-Q23',
    title: 'Sends no secret except the UserSig, and that only in the query',
    reason: 'The secret key is for signing and never sent; bodies end up in logs.',
    source: { page: 34385 },
    fix: 'Keep the secret key out of every request and the UserSig out of bodies. If either was sent to the real service or logged, replace the key.',
    examples: { good: [{}], bad: [{ body: { CallId: 'a-call', SecretKey: '0123456789abcdef' } }] },
    messages: {
      found: ({ leaks, fields }: { leaks: readonly Leak[]; fields: readonly string[] }) =>
        `Found: ${formatList([...leaks, ...fields.map(name => `a field ${formatValue(name)} in the body`)], 'and')}.`,
    },
    evaluate: eachRequest(request => {
      const misplaced = findMisplaced(request.parsed)?.names ?? []
      // A UserSig in the wrong place, or under usersig in another case, is a finding of RB-Q25 or RB-Q03.
      const isElsewhere = misplaced.includes('usersig') || findOtherCase(request, 'usersig') !== undefined
      const leaks = request.leaks.filter(leak => !(isElsewhere && leak.startsWith('UserSig ')))
      const fields = Object.keys(request.json ?? {}).filter(
        name => isCredentialName(name) && !misplaced.some(one => one === findParameter(name)),
      )
      return (leaks.length === 0 && fields.length === 0) || { code: 'found', leaks, fields }
    }),
  }),
  defineClientRule({
    id: 'RB-Q24',
    title: "Sends requests to the host of the application's region",
    reason: 'An application belongs to one region, which has a main host and usually a backup host.',
    source: { page: 68932 },
    fix: `Read the host of the application's region from the configuration: ${mainHosts.join(', ')}. The backup host of the region is valid, too.`,
    examples: {
      good: [{ host: 'console.tim.qq.com' }, { host: 'adminapi.my-imcloud.com' }],
      bad: [{ host: 'console.tim.qq.com' }, { host: 'adminapisgp.im.qcloud.com' }],
    },
    messages: {
      unknown: ({ refusal }: { refusal: VendorHostRefusal | undefined }) =>
        refusal ? explainHostRefusal(refusal) : '',
      regions: ({ hosts: [first, other] }: { hosts: readonly [string, string] }) =>
        `The application received requests at ${first} and then at ${other}.`,
    },
    *evaluate({
      requests,
    }): Generator<
      Evaluation<
        ClientRequest,
        | { readonly code: 'unknown'; readonly refusal: VendorHostRefusal | undefined }
        | { readonly code: 'regions'; readonly hosts: readonly [string, string] }
      >
    > {
      const firsts = new Map<number | undefined, { readonly host: string; readonly subject: ClientRequest }>()
      for (const subject of requests) {
        const host = findVendorHost(subject)
        if (host === undefined) continue
        const region = findHost(host)?.region
        if (region === undefined) {
          yield { subject, broken: { code: 'unknown', refusal: checkVendorHost(host, 443) } }
          continue
        }
        const first = firsts.get(subject.sdkAppId) ?? { host, subject }
        firsts.set(subject.sdkAppId, first)
        // The main host and the backup host of a region serve the same applications.
        if (findHost(first.host)?.region === region) yield { subject }
        else yield { subject, also: [first.subject], broken: { code: 'regions', hosts: [first.host, host] } }
      }
    },
  }),
  defineClientRule({
    id: 'RB-Q25',
    title: 'Sends the parameters in the query of the URL',
    reason: 'The service reads these parameters only from the URL, for every command and method.',
    source: general,
    fix: `Put ${parameterNames.join(', ')} after the "?" of the URL. Most HTTP libraries have one option for the query and another for the body.`,
    examples: {
      good: [{}],
      bad: [
        {
          query: { random: undefined, contenttype: undefined },
          body: { CallId: 'a-call', random: 7, contenttype: 'json' },
        },
      ],
    },
    messages: { misplaced: ({ misplaced }: { misplaced: MisplacedParameters }) => explainIssue(misplaced) },
    evaluate: eachRequest(({ parsed }) => {
      const misplaced = findMisplaced(parsed)
      if (misplaced) return { code: 'misplaced', misplaced }
      return parameterNames.some(name => parsed.query.has(name)) || undefined
    }),
  }),
]
