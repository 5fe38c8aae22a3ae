import { createSecrets, type Mask, maskSecret, type Secrets } from './secrets.ts'

/**
 * A mask for texts of any kind: it takes out secrets that are known, whatever has the shape of a UserSig, and the values of
 * parameters and fields whose names say that they are secret.
 */
export function toMask(secrets: Secrets | Iterable<string>): Mask {
  const { mask } = 'mask' in secrets ? secrets : createSecrets(secrets)
  return text => mask(text).replaceAll(named, (_, before: string, secret: string) => before + maskSecret(secret))
}

const named =
  /((?:user_?sig|tls\.sig|token|secret|password|secret_?key)\\?["']?(?:=|%3d|\s*:\s*)\\?["']?)([^&;\s"'…\\]+)/gi

/** A value that is JSON with every text in it masked; undefined fields are left out. */
export function maskAll<Value>(value: Value, mask: Mask): Value {
  // Sound: a text becomes a text, and everything else keeps its shape.
  return walk(value, mask) as Value
}

function walk(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return value.length < 4 ? value : mask(value)
  if (Array.isArray(value)) return value.length === 0 ? value : value.map(item => walk(item, mask))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, walk(item, mask)]])),
  )
}

/** A request's target with its usersig reduced to the last four characters, however and wherever its name is written. */
export function maskTarget(target: string): string {
  const mark = target.indexOf('?') + 1
  const search = target.slice(mark).split('&').map(maskPair).join('&')
  return (target.slice(0, mark) + search).replaceAll(
    bare,
    (_, name: string, secret: string) => name + maskSecret(secret),
  )
}

/** Where a mark between path, names and values was forgotten or encoded, the pairs are not where they belong. */
const bare = /(usersig(?:=|%3d))([^&;\s…]+)/gi

function maskPair(pair: string): string {
  const equals = pair.indexOf('=') + 1
  if (equals === 0 || equals === pair.length || !/usersig/i.test(decode(pair.slice(0, equals)))) return pair
  return pair.slice(0, equals) + maskSecret(pair.slice(equals))
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
