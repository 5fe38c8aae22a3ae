const fromBase64: Record<string, string> = { '+': '*', '/': '-', '=': '_' }
const toBase64: Record<string, string> = { '*': '+', '-': '/', _: '=' }

/** Base64 in a UserSig's own alphabet, which has `* - _` where base64 has `+ / =`. */
export const toUserSigText = (base64: string): string => base64.replaceAll(/[+/=]/g, char => fromBase64[char] ?? char)

/** A UserSig in the ordinary base64 alphabet; characters of neither stay as they are. */
export const toBase64Text = (text: string): string => text.replaceAll(/[*_-]/g, char => toBase64[char] ?? char)

/** Where the first character stands that is in no UserSig, from 1, and which it is; undefined if there is none. */
export function findStranger(text: string): { readonly at: number; readonly char: string } | undefined {
  const at = text.search(/[^A-Za-z0-9*_-]/)
  return at < 0 ? undefined : { at: at + 1, char: String.fromCodePoint(text.codePointAt(at) ?? 0) }
}
