import { InvalidArgumentError } from 'commander'
import { quote } from '../words/quote.ts'
import { explainNearest } from '../words/suggest.ts'
import { type Serving, toFacts } from './serve.ts'

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
    throw new InvalidArgumentError(`${quote(name)} is no name of a variable: want letters, digits and _.${guess}`)
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

/** The variables a command finds the emulator by, those of templates included. */
export function toVariables(serving: Serving, templates: readonly Template[]): { readonly [name: string]: string } {
  const { url, port, sdkAppId, secretKey, identifier, userSig, controlUrl } = toFacts(serving)
  const { host } = new URL(url)
  const fillings: Fillings = { url, host, port: `${port}`, sdkAppId: `${sdkAppId}`, secretKey, identifier, userSig }
  return {
    RINGBACK_URL: url,
    RINGBACK_HOST: host,
    RINGBACK_PORT: `${port}`,
    RINGBACK_SDKAPPID: `${sdkAppId}`,
    RINGBACK_SECRET_KEY: secretKey,
    RINGBACK_IDENTIFIER: identifier,
    RINGBACK_USERSIG: userSig,
    RINGBACK_CONTROL_URL: controlUrl,
    ...(serving.token === undefined ? {} : { RINGBACK_CONTROL_TOKEN: serving.token }),
    ...Object.fromEntries(templates.map(({ name, text }) => [name, fill(text, fillings)])),
  }
}

const fill = (text: string, fillings: Fillings) =>
  text.replaceAll(place, (whole, word: string) => (isPlaceholder(word) ? fillings[word] : whole))
