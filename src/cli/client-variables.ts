import type { EmulatorCore } from '../emulator/core.ts'
import type { Emulator } from '../sdk/create-emulator.ts'
import type { Listening } from '../sdk/listen.ts'
import { adminPrefix, type Variable } from '../server/server-context.ts'
import { UsageError } from './exit.ts'
import { InvalidValue, listFlag } from './flags.ts'
import { listRedirectVariables, type TrustFiles } from './redirect-variables.ts'

/** An emulator that a command has started. */
export interface Serving {
  readonly emulator: Emulator
  readonly core: EmulatorCore
  readonly listening: Listening
  /** The bearer token that the admin API requires, if any. */
  readonly token: string | undefined
  /** Files that make clients trust its certificate, if it serves HTTPS. */
  readonly trust: TrustFiles | undefined
}

/** The line of `start --json`: all that a program needs to use the emulator. The last three are there with HTTPS only. */
export function toServingFacts({
  emulator,
  listening: { url, port, https },
  trust,
}: Pick<Serving, 'emulator' | 'listening' | 'trust'>) {
  return {
    url,
    port,
    pid: process.pid,
    ...emulator.credentials(),
    controlUrl: url + adminPrefix,
    consoleUrl: `${url + adminPrefix}/`,
    ...(https && trust ? { httpsUrl: https.url, caFile: trust.ca, proxyUrl: url } : {}),
  }
}

/** The secrets of an emulator, which no output may contain. */
export const listSecrets = ({ core, token }: Pick<Serving, 'core' | 'token'>): readonly string[] =>
  [token, ...core.listApps().flatMap(app => [app.secretKey, app.token])].filter(one => one !== undefined)

/** Variables with their values. */
export interface Environment {
  readonly [name: string]: string
}

/** A variable for a command; its text may contain placeholders, which are filled once the emulator serves. */
export interface Template {
  readonly name: string
  readonly text: string
}

const placeholders = ['url', 'host', 'port', 'sdkAppId', 'secretKey', 'identifier', 'userSig'] as const

type Placeholder = (typeof placeholders)[number]

type Values = { readonly [Name in Placeholder]?: string }

/** `--env NAME=TEMPLATE`; `available` are the placeholders that the command has values for. */
export const envFlag = (available: readonly Placeholder[] = placeholders) =>
  listFlag<'--env <name=template>', Template>(
    '--env <name=template>',
    `environment variable for the command; may contain ${available.map(each => `{${each}}`).join(' ')}`,
    parseTemplate,
  )

function parseTemplate(source: string): Template {
  const equals = source.indexOf('=')
  const name = source.slice(0, equals)
  const text = source.slice(equals + 1)
  if (equals < 1) throw new InvalidValue('not-a-template', {})
  if (!isName(name)) {
    const meant = name.trim().replaceAll(/\W+/g, '_')
    throw new InvalidValue('not-a-variable-name', { name, meant: isName(meant) ? meant : undefined })
  }
  for (const [whole, word = ''] of text.matchAll(placeholder)) {
    if (!isPlaceholder(word)) throw new InvalidValue('unknown-placeholder', { placeholder: whole, known: placeholders })
  }
  return { name, text }
}

const placeholder = /\{(\w+)\}/g

const isName = (text: string) => /^[A-Za-z_]\w*$/.test(text)

const isPlaceholder = (word: string): word is Placeholder => placeholders.some(each => each === word)

/** Fills the placeholders of templates. Throws a UsageError for one without a value. */
export const fillTemplates = (templates: readonly Template[], values: Values): Environment =>
  Object.fromEntries(
    templates.map(({ name, text }) => [
      name,
      text.replaceAll(placeholder, (whole, word: string) => {
        const value = isPlaceholder(word) ? values[word] : whole
        if (value !== undefined) return value
        throw new UsageError('unavailable-placeholder', { placeholder: whole, known: Object.keys(values) })
      }),
    ]),
  )

/** The variables by which a client finds an emulator, and with HTTPS those that redirect a client to it. */
export function listVariables(serving: Serving): readonly Variable[] {
  const facts = toServingFacts(serving)
  const { host } = new URL(facts.url)
  const plain: { readonly [name: string]: string | undefined } = {
    RINGBACK_URL: facts.url,
    RINGBACK_HOST: host,
    RINGBACK_PORT: `${facts.port}`,
    RINGBACK_SDKAPPID: `${facts.sdkAppId}`,
    RINGBACK_SECRET_KEY: facts.secretKey,
    RINGBACK_IDENTIFIER: facts.identifier,
    RINGBACK_USERSIG: facts.userSig,
    RINGBACK_CONTROL_URL: facts.controlUrl,
    RINGBACK_CONTROL_TOKEN: serving.token,
    RINGBACK_HTTPS_URL: facts.httpsUrl,
    RINGBACK_CA_FILE: facts.caFile,
  }
  return [
    ...Object.entries(plain).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name, value, intercepts: false }],
    ),
    ...(serving.trust ? listRedirectVariables(() => host, serving.trust) : []),
  ]
}

/** Variables as an environment: a list that is in `before` already is extended, once. */
export const toEnvironment = (variables: readonly Variable[], before: NodeJS.ProcessEnv): Environment =>
  Object.fromEntries(
    variables.map(({ name, value, joint }) => [name, joint === undefined ? value : append(before[name], value, joint)]),
  )

function append(before: string | undefined, value: string, joint: string): string {
  const start = before?.trimEnd() ?? ''
  if (start === '') return value
  return start === value || start.includes(joint + value) ? start : start + joint + value
}

/** The variables of a command: the emulator's, with `intercept` those that redirect clients to it, and the templates. */
export function toVariables(serving: Serving, templates: readonly Template[], intercept = false): Environment {
  const { url, port, sdkAppId, secretKey, identifier, userSig } = toServingFacts(serving)
  const { host } = new URL(url)
  const values = { url, host, port: `${port}`, sdkAppId: `${sdkAppId}`, secretKey, identifier, userSig }
  const own = listVariables(serving).filter(({ intercepts }) => intercept || !intercepts)
  return { ...toEnvironment(own, process.env), ...fillTemplates(templates, values) }
}
