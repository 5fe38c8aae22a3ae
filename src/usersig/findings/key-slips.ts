import type { Slip, Suspicion } from './recipe.ts'

/** The ways to sign with something other than the secret key as it stands. The key itself is never told. */
export function keySlips({ secretKey }: Suspicion): Slip[] {
  return [...wrappingSlips(secretKey), ...formSlips(secretKey)]
}

function wrappingSlips(key: string): Slip[] {
  const bare = key
    .trim()
    .replaceAll(/^["']|["']$/g, '')
    .trim()
  const given: Slip = {
    step: 'key text',
    id: 'key-with-space-or-quotes',
    sentence: 'It was signed with the key you gave, less the space or quotes around it.',
    fix: 'Give the key without anything around it.',
    spoil: recipe => ({ ...recipe, key: bare }),
  }
  const wraps = {
    'a line break': [`${bare}\n`, `${bare}\r\n`],
    space: [` ${bare}`, `${bare} `],
    quotes: [`"${bare}"`, `'${bare}'`],
  }
  const signed = Object.entries(wraps).flatMap(([what, keys]) =>
    keys.map(
      (wrapped): Slip => ({
        step: 'key text',
        id: 'key-with-space-or-quotes',
        sentence: `It was signed with the secret key and ${what} around it.`,
        fix: 'Trim the key where it is read, from a file or the environment.',
        spoil: recipe => ({ ...recipe, key: wrapped }),
      }),
    ),
  )
  return bare === key ? signed : [given, ...signed]
}

function formSlips(key: string): Slip[] {
  const slips: Slip[] = []
  const add = (id: Slip['id'], sentence: string, fix: string, form: string | Uint8Array) => {
    slips.push({ step: 'key', id, sentence, fix, spoil: recipe => ({ ...recipe, key: form }) })
  }
  const bare = key.trim()
  if (/^(?:[\da-f]{2})+$/i.test(bare)) {
    const sentence = 'It was signed with the bytes that the secret key spells in hex.'
    add('key-decoded-from-hex', sentence, 'Use the key as the text it is; do not decode it.', Buffer.from(bare, 'hex'))
  }
  if (/^[\w+/-]+=*$/.test(bare)) {
    const sentence = 'It was signed with the bytes that the secret key spells in base64.'
    add('key-decoded-from-base64', sentence, 'Use the key as it is; do not decode it.', Buffer.from(bare, 'base64'))
  }
  for (const [form, letters] of [
    [bare.toLowerCase(), 'lower'],
    [bare.toUpperCase(), 'upper'],
  ] as const) {
    const sentence = `It was signed with the secret key in ${letters} case.`
    add('key-in-other-case', sentence, 'Use the key letter by letter as the console shows it.', form)
  }
  return slips
}
