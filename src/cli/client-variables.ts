import { InvalidArgumentError } from 'commander'
import type { Switchboard } from '../emulator/switchboard.ts'
import type { Emulator } from '../sdk/create-emulator.ts'
import type { Listening } from '../sdk/listen.ts'
import { controlPrefix, type Variable } from '../server/entrance.ts'
import { formatList, formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'
import { Exit, exitCodes } from './exit.ts'
import { listInterception, type TrustFiles } from './redirect-variables.ts'

/** An emulator that serves, as a command started it. */
export interface Serving {
  readonly emulator: Emulator
  readonly switchboard: Switchboard
  readonly listening: Listening
  /** What the control surface wants, if anything. */
  readonly token: string | undefined
  /** What makes clients trust it, if it serves by https too. */
  readonly trust: TrustFiles | undefined
}

/** What a program needs to use the emulator; the last three where it serves by https too. */
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
    controlUrl: url + controlPrefix,
    ...(https && trust ? { httpsUrl: https.url, caFile: trust.ca, proxyUrl: url } : {}),
  }
}

/** A variable that a command is to have, with places in its text that are filled when the emulator serves. */
export interface Template {
  readonly name: string
  readonly text: string
}

/** What a template can hold. */
const placeholders = ['url', 'host', 'port', 'sdkAppId', 'secretKey', 'identifier', 'userSig'] as const

type Fillings = { readonly [Name in (typeof placeholders)[number]]: string }

/** Reads `NAME=TEMPLATE` and adds it to those before. Throws what commander turns into a usage error. */
export function addTemplate(source: string, before: readonly Template[] = []): readonly Template[] {
  const equals = source.indexOf('=')
  const name = source.slice(0, equals)
  const text = source.slice(equals + 1)
  if (equals < 1) throw new InvalidArgumentError('Want NAME=TEMPLATE, such as CALL_API={url}.')
  if (!isName(name)) {
    const meant = name.trim().replaceAll(/\W+/g, '_')
    const guess = isName(meant) ? ` Did you mean "${meant}"?` : ''
    throw new InvalidArgumentError(`${formatValue(name)} is no name of a variable: want letters, digits and _.${guess}`)
  }
  for (const [whole, word = ''] of text.matchAll(place)) {
    if (isPlaceholder(word)) continue
    const guess = explainNearest(word, placeholders) || ` There are ${placeholders.map(each => `{${each}}`).join(' ')}.`
    throw new InvalidArgumentError(`${whole} is nothing that can be filled in.${guess}`)
  }
  return [...before, { name, text }]
}

const place = /\{(\w+)\}/g

const isName = (text: string) => /^[A-Za-z_]\w*$/.test(text)

const isPlaceholder = (word: string): word is keyof Fillings => placeholders.some(each => each === word)

/** The variables a client finds the emulator by, and those that lead it there unasked where it serves by https. */
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
    ...(serving.trust ? listInterception(() => host, serving.trust) : []),
  ]
}

/** Variables for an environment: what is a list there already is gone on with, once. */
export const toEnvironment = (variables: readonly Variable[], before: NodeJS.ProcessEnv): Environment =>
  Object.fromEntries(
    variables.map(({ name, value, joint }) => [name, joint === undefined ? value : append(before[name], value, joint)]),
  )

/** Variables with their values. */
export interface Environment {
  readonly [name: string]: string
}

function append(before: string | undefined, value: string, joint: string): string {
  const there = before?.trimEnd() ?? ''
  if (there === '') return value
  return there === value || there.includes(joint + value) ? there : there + joint + value
}

/** The variables a command gets: those it finds the emulator by, those that lead it there if wanted, and those of templates. */
export function toVariables(serving: Serving, templates: readonly Template[], intercept = false): Environment {
  const { url, port, sdkAppId, secretKey, identifier, userSig } = toServingFacts(serving)
  const { host } = new URL(url)
  const fillings: Fillings = { url, host, port: `${port}`, sdkAppId: `${sdkAppId}`, secretKey, identifier, userSig }
  return {
    ...toEnvironment(
      listVariables(serving).filter(({ intercepts }) => intercept || !intercepts),
      process.env,
    ),
    ...fillTemplates(templates, fillings),
  }
}

/** Variables of templates, their places filled. Throws a usage error where there is nothing to fill one with. */
export const fillTemplates = (templates: readonly Template[], fillings: Partial<Fillings>): Environment =>
  Object.fromEntries(templates.map(({ name, text }) => [name, fill(text, fillings)]))

const fill = (text: string, fillings: Partial<Fillings>) =>
  text.replaceAll(place, (whole, word: string) =>
    isPlaceholder(word) ? (fillings[word] ?? demand(whole, fillings)) : whole,
  )

function demand(whole: string, fillings: Partial<Fillings>): never {
  const known = Object.keys(fillings).map(each => `{${each}}`)
  throw new Exit(exitCodes.usage, `${whole} is not known here: there are ${formatList(known, 'and')}.`)
}

/** Texts that are not to be shown, whoever wrote them into a command. */
export const listSecrets = ({ switchboard, token }: Pick<Serving, 'switchboard' | 'token'>): readonly string[] =>
  [token, ...switchboard.listApps().flatMap(app => [app.secretKey, app.token])].filter(one => one !== undefined)
