import { type Recipe, type Slip, type Suspicion, toRecipe, withValue } from './recipe.ts'

/** The ways to put the right values into the wrong lines. */
export function lineSlips({ document, secretKey }: Suspicion): Slip[] {
  const names = toRecipe(secretKey, document).lines.map(([name]) => name)
  return [...bufferSlips(document.userBuf), ...permute(names).slice(1).map(toOrderSlip), ...endSlips]
}

function bufferSlips(userBuf: string | undefined): Slip[] {
  if (userBuf === undefined) {
    return ['', 'null', 'undefined', 'None'].map(value => ({
      step: 'buffer',
      id: 'user-buffer-missing',
      sentence: `A line TLS.userbuf:${value} was signed, and the document has no user buffer.`,
      fix: 'Sign that line only where the document has the field.',
      spoil: recipe => ({ ...recipe, lines: [...recipe.lines, ['TLS.userbuf', value]] }),
    }))
  }
  return [
    {
      step: 'buffer',
      id: 'user-buffer-not-signed',
      sentence: 'The document has a user buffer, and it was not signed.',
      fix: 'Sign a fifth line, TLS.userbuf with the base64 of the buffer.',
      spoil: recipe => ({ ...recipe, lines: recipe.lines.filter(([name]) => name !== 'TLS.userbuf') }),
    },
    {
      step: 'buffer',
      id: 'user-buffer-not-in-base64',
      sentence: 'The user buffer was signed as it is, and not in base64.',
      fix: 'Sign the base64 of the buffer, as it stands in the document.',
      spoil: recipe => withValue(recipe, 'TLS.userbuf', Buffer.from(userBuf, 'base64').toString()),
    },
  ]
}

const toOrderSlip = (order: readonly string[]): Slip => ({
  step: 'order',
  id: 'fields-in-another-order',
  sentence: `The lines were signed in another order: ${order.join(', ')}.`,
  fix: 'Sign TLS.identifier, TLS.sdkappid, TLS.time, TLS.expire and, if there is one, TLS.userbuf, in this order.',
  spoil: recipe => ({ ...recipe, lines: sort(recipe.lines, order) }),
})

// A line that the order does not know, a user buffer signed by mistake, stays at the end.
const sort = (lines: Recipe['lines'], order: readonly string[]) => [
  ...order.flatMap(wanted => lines.filter(([name]) => name === wanted)),
  ...lines.filter(([name]) => !order.includes(name)),
]

/** Every order of some words, the one they came in first. */
function permute(words: readonly string[]): string[][] {
  if (words.length === 0) return [[]]
  return words.flatMap((first, at) => permute(words.toSpliced(at, 1)).map(rest => [first, ...rest]))
}

const endSlips: readonly Slip[] = [
  {
    step: 'newline',
    id: 'lines-end-with-crlf',
    sentence: 'The signed lines end with CR LF.',
    fix: 'End each line with LF alone, whatever the system.',
    spoil: recipe => ({ ...recipe, newline: '\r\n' }),
  },
  {
    step: 'newline',
    id: 'lines-not-ended',
    sentence: 'The signed lines end with a backslash and an n, not with a line break.',
    fix: 'Write the line break so that the language makes one of it; in PHP, in double quotes.',
    spoil: recipe => ({ ...recipe, newline: '\\n' }),
  },
  {
    step: 'newline',
    id: 'lines-not-ended',
    sentence: 'The lines were signed without any line breaks.',
    fix: 'End each line with LF, the last one too.',
    spoil: recipe => ({ ...recipe, newline: '' }),
  },
  {
    step: 'end',
    id: 'final-newline-missing',
    sentence: 'The last line was signed without a line break.',
    fix: 'End each line with LF, the last one too.',
    spoil: recipe => ({ ...recipe, end: '' }),
  },
]
