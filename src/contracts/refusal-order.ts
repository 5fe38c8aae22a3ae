import { type ErrorName, errorNames, toError } from './errors.ts'
import type { Operation } from './operation.ts'
import { type OperationName, operationNames, operations } from './operations.ts'
import { deepestBody, largestBody, slowestBody } from './parse-request.ts'
import { parameters } from './query.ts'
import { type Contradiction, type Source, toPageUrl } from './source.ts'

/** A reason for which a request is refused before its command is executed. */
export interface CommonRefusal {
  /** The place in the order of the service's checks, from 1. Reasons with the same number are checked together. */
  readonly order: number
  /** The reason, to finish the sentence "refused when …". */
  readonly when: string
  /** The refusal; `invalid` stands for the one that a command's contract names for its own body. */
  readonly refuse: ErrorName | 'invalid'
  /** The source of this refusal. */
  readonly source: Source
  /** Whether a valid request can be refused for this reason. */
  readonly occursForValidRequests?: true
}

const { sdkappid, contenttype, random, identifier } = parameters
const general = { page: 68926 } as const

/** The contradictions of the general page about refusals. */
export const refusalContradictions: readonly Contradiction[] = [
  {
    subject: 'An unknown command',
    statements: [
      { page: 68926, text: '60009: request resource error; check the request URL' },
      { page: 68926, text: '60008: service timeout or request format error' },
    ],
    decision: '60008, since it was observed. 60009 can be injected as a fault.',
  },
]

/** Every common reason, in the order of the service. */
export const commonRefusals = [
  {
    order: 1,
    when: 'the path is / and there is no query',
    refuse: 'HttpParseError',
    source: { observed: 'a GET of the bare host is answered with 60002 and "HTTP parse Error"' },
  },
  {
    order: 1,
    when: 'the path is any other that is not under /v4/ or /v1/',
    refuse: 'HttpParseError',
    source: { assumed: 'page 68926 explains 60002 by the format of the request URL, and only / was observed' },
  },
  {
    order: 2,
    when: 'the service of the path has no such command',
    refuse: 'ServiceTimeout',
    source: {
      observed:
        'an unknown command of a known service was answered with 60008 and "service timeout or request format error,please check and try again" (September 2026)',
    },
  },
  {
    order: 2,
    when: 'there is no such service, or the path is of the deprecated version under /v1/',
    refuse: 'ServiceTimeout',
    source: { assumed: 'an unknown service is answered like an unknown command, and v1 has hosts of its own' },
  },
  { order: 3, when: 'sdkappid is missing', refuse: sdkappid.missing, source: sdkappid.source },
  {
    order: 4,
    when: 'sdkappid is not a decimal integer, or no application has it',
    refuse: sdkappid.wrong,
    source: sdkappid.source,
  },
  { order: 5, when: 'contenttype is missing or not json', refuse: contenttype.wrong, source: contenttype.source },
  {
    order: 6,
    when: 'random is missing, not decimal digits, or above 4294967295',
    refuse: random.wrong,
    source: random.source,
  },
  {
    order: 7,
    when: 'identifier or usersig is missing or empty',
    refuse: identifier.missing,
    source: identifier.source,
  },
  { order: 8, when: 'the UserSig cannot be decoded', refuse: 'UserSigUnreadable', source: general },
  { order: 9, when: 'the UserSig was made for another SDKAppID', refuse: 'UserSigOtherApp', source: general },
  { order: 10, when: 'the UserSig was made for another user', refuse: 'UserSigOtherUser', source: general },
  { order: 11, when: "the UserSig's signature is wrong", refuse: 'UserSigSignatureWrong', source: general },
  {
    order: 12,
    when: 'the UserSig has expired',
    refuse: 'UserSigExpired',
    source: general,
    occursForValidRequests: true,
  },
  { order: 13, when: 'identifier is not an administrator', refuse: 'NotAdministrator', source: general },
  {
    order: 14,
    when: 'the method is not POST',
    refuse: 'ServiceTimeout',
    source: {
      observed:
        'a GET of an existing command with a full query was answered with 60008; its missing body may have been the cause. A wrong UserSig is answered first.',
    },
  },
  {
    order: 15,
    when: "the application has had as many requests of the command accepted within one second as the command's limit",
    refuse: 'TooManyRequests',
    occursForValidRequests: true,
    source: { assumed: 'the limit is documented; how the second is measured and which of two codes answers is not' },
  },
  { order: 16, when: 'the body is empty, not JSON, or not a JSON object', refuse: 'JsonParseError', source: general },
  {
    order: 16,
    when: `the body is larger than ${largestBody} bytes, not UTF-8, or nested deeper than ${deepestBody} levels`,
    refuse: 'JsonParseError',
    source: { assumed: 'the bounds are ours, so that no body can exhaust the emulator' },
  },
  {
    order: 16,
    when: `the body takes longer than ${slowestBody / 1000} s to arrive`,
    refuse: 'ServiceTimeout',
    occursForValidRequests: true,
    source: { assumed: 'the service is documented to give up after as long (page 68926), but not with which code' },
  },
  {
    order: 17,
    when: 'a field of the body is missing, or of the wrong type or range',
    refuse: 'invalid',
    source: toError('InvalidParameter').source,
  },
] as const satisfies readonly CommonRefusal[]

/** The common refusals of one command, with its own refusal for `invalid`. */
export function toCommonRefusals(operation: Operation): readonly (CommonRefusal & { readonly refuse: ErrorName })[] {
  return commonRefusals.map(rule => {
    if (rule.refuse !== 'invalid') return rule
    return { ...rule, refuse: operation.invalid, source: operation.invalidSource ?? { page: operation.pages[0] } }
  })
}

/** Every refusal of a command, without repeats: the common ones in their order, then those it declares itself. */
export function toRefusals(operation: Operation): readonly ErrorName[] {
  return [...new Set([...toCommonRefusals(operation).map(rule => rule.refuse), ...operation.refusals])]
}

/** Every refusal of a valid request: those that the command declares, then the common ones. */
export function possibleErrors(operation: Operation): readonly ErrorName[] {
  const befalling = toCommonRefusals(operation).filter(({ occursForValidRequests }) => occursForValidRequests)
  return [...new Set([...operation.refusals, ...befalling.map(rule => rule.refuse)])]
}

/** One error code with everything known about it. */
export interface ErrorRow {
  readonly name: ErrorName
  readonly code: number
  readonly meaning: string
  readonly retry: 'immediate' | 'backoff' | 'never'
  readonly source: Source
  /** The address of the page that documents it; absent if none does. */
  readonly pageUrl?: string
  /** The commands that return it: every one if it is a common refusal, else those that declare it. None means that only faults do. */
  readonly commands: 'every command' | readonly OperationName[]
}

/** Every documented error code, in the order of their table. */
export function toErrorTable(): readonly ErrorRow[] {
  return errorNames.map(name => {
    const { code, meaning, retry, source } = toError(name)
    const pageUrl = 'page' in source ? { pageUrl: toPageUrl(source.page) } : {}
    return { name, code, meaning, retry, source, ...pageUrl, commands: findCommands(name) }
  })
}

/** One refusal that a command declares. */
interface RefusalRow {
  readonly name: ErrorName
  readonly code: number
  readonly meaning: string
  /** The source of this refusal. */
  readonly source: Source
}

/** The refusals that a command declares; their source is its page, unless its contract has another source for `invalid`. */
export function toRefusalTable(operation: Operation): readonly RefusalRow[] {
  return operation.refusals.map(name => {
    const { code, meaning } = toError(name)
    return { name, code, meaning, source: findRefusalSource(operation, name) }
  })
}

/** The source of an error of a command: its own page if it declares the error, else the source of the error. */
export function findRefusalSource({ refusals, invalid, invalidSource, pages }: Operation, name: ErrorName): Source {
  if (!refusals.includes(name)) return toError(name).source
  return (name === invalid ? invalidSource : undefined) ?? { page: pages[0] }
}

function findCommands(error: ErrorName): ErrorRow['commands'] {
  if (commonRefusals.some(rule => rule.refuse === error)) return 'every command'
  return operationNames.filter(command => {
    const declared: readonly ErrorName[] = operations[command].refusals
    return declared.includes(error)
  })
}
