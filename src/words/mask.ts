/** A secret's last four characters. */
export const maskSecret = (secret: string): string => (secret.length > 8 ? `…${secret.slice(-4)}` : '…')

/** Takes the secrets out of a text. */
export type Mask = (text: string) => string

/**
 * A mask for texts of any kind: it takes out secrets that are known, whatever looks like a UserSig, and the values of
 * parameters and fields whose names say that they are secret.
 */
export function toMask(secrets: Iterable<string>): Mask {
  const known = [...new Set(secrets)].filter(secret => secret.length >= 8).flatMap(toSpellings)
  return text => {
    let rest = text
    for (const secret of known) if (rest.includes(secret)) rest = rest.replaceAll(secret, maskSecret(secret))
    return rest
      .replaceAll(userSigLike, maskSecret)
      .replaceAll(named, (_, before: string, secret: string) => before + maskSecret(secret))
  }
}

/** A secret as it is, and as it stands in a URL, in a form and in JSON, where that is another. */
export function toSpellings(secret: string): readonly string[] {
  // Half a character can stand in no URL.
  const encoded = encodeURIComponent(secret.replaceAll(/\p{Surrogate}/gu, '\ufffd'))
  return [...new Set([secret, encoded, encoded.replaceAll('%20', '+'), JSON.stringify(secret).slice(1, -1)])]
}

/** What looks like a UserSig: a zlib stream or a JSON object in base64 begins so, with the vendor's signs or the usual ones. */
export const userSigLike = /(?<![A-Za-z0-9])e[AFJNy][A-Za-z0-9*\-_+/=%]{40,}/g

const named = /((?:user_?sig|token|secret|password|secret_?key)\\?["']?(?:=|%3d|\s*:\s*)\\?["']?)([^&;\s"'…\\]+)/gi

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
