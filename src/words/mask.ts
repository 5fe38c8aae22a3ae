/** A secret's last four characters. */
export const maskSecret = (secret: string): string => (secret.length > 8 ? `…${secret.slice(-4)}` : '…')

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
  if (equals === 0 || !/usersig/i.test(decode(pair.slice(0, equals)))) return pair
  return pair.slice(0, equals) + maskSecret(pair.slice(equals))
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
