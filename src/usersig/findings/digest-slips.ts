import { toUserSigText } from '../alphabet.ts'
import type { Slip } from './recipe.ts'

const others = { sha1: 'SHA-1', sha512: 'SHA-512', sha384: 'SHA-384', sha224: 'SHA-224', md5: 'MD5' }

const digests = Object.entries(others).map(
  ([digest, name]): Slip => ({
    step: 'digest',
    id: 'other-digest',
    sentence: `It was signed with HMAC over ${name}.`,
    fix: 'Use HMAC-SHA256.',
    spoil: recipe => ({ ...recipe, digest }),
  }),
)

const hex: readonly Slip['spoil'][] = [
  recipe => ({ ...recipe, write: mac => mac.toString('hex') }),
  recipe => ({ ...recipe, write: mac => mac.toString('hex').toUpperCase() }),
  recipe => ({ ...recipe, write: mac => Buffer.from(mac.toString('hex')).toString('base64') }),
]

const base64: readonly Slip['spoil'][] = [
  recipe => ({ ...recipe, write: mac => mac.toString('base64url') }),
  recipe => ({ ...recipe, write: mac => mac.toString('base64').replaceAll('=', '') }),
  recipe => ({ ...recipe, write: mac => mac.toString('base64').replaceAll('+', '-').replaceAll('/', '_') }),
  recipe => ({ ...recipe, write: mac => toUserSigText(mac.toString('base64')) }),
]

/** The ways to sign by another method, or to write the right signature in another form. */
export const digestSlips: readonly Slip[] = [
  ...digests,
  ...hex.map(
    (spoil): Slip => ({
      step: 'text',
      id: 'signature-in-hex',
      sentence: 'The signature is right, but TLS.sig has it in hex.',
      fix: "Encode the HMAC's 32 bytes, not its hex digits, to base64.",
      spoil,
    }),
  ),
  ...base64.map(
    (spoil): Slip => ({
      step: 'text',
      id: 'signature-in-other-base64',
      sentence: 'The signature is right, but TLS.sig has it in another base64 than the ordinary one with padding.',
      fix: 'Encode TLS.sig to ordinary base64; the alphabet with * - _ is for the UserSig as a whole.',
      spoil,
    }),
  ),
]
