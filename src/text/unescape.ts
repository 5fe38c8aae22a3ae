/** A text with where each of its characters stands in the text that it was made from. */
export interface Decoded {
  readonly text: string
  /** By character, and for the end of the text. Absent where the text is the original. */
  readonly starts: Uint32Array | undefined
}

/** How many layers of escapes are undone: percent-encoded twice inside JSON inside JSON is four. */
const mostLayers = 4

/** A text as it is, then with one layer of escapes undone (percent-encoding and JSON's), then with two, and so on. */
export function* unescapeLayers(text: string): Generator<Decoded> {
  let decoded: Decoded = { text, starts: undefined }
  yield decoded
  for (let layer = 0; layer < mostLayers; layer++) {
    const inner = undoOne(decoded)
    if (!inner) return
    decoded = inner
    yield decoded
  }
}

const anyEscape = /%[\da-f]{2}|\\(?:u[\da-f]{4}|["\\/bfnrt])/i

function undoOne({ text, starts }: Decoded): Decoded | undefined {
  // Most texts have neither character, and `includes` is much cheaper than a regular expression.
  if (!(text.includes('%') || text.includes('\\')) || !anyEscape.test(text)) return undefined
  const chars: string[] = []
  const places: number[] = []
  const put = (char: string, at: number) => {
    chars.push(char)
    places.push(starts?.[at] ?? at)
  }
  let at = 0
  while (at < text.length) {
    const { char, length } = readEscape(text, at)
    for (const unit of char.length > 1 ? char.split('') : [char]) put(unit, at)
    at += length
  }
  places.push(starts?.[text.length] ?? text.length)
  return { text: chars.join(''), starts: Uint32Array.from(places) }
}

const controls: { readonly [letter: string]: string } = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** The character at a place, escaped or not, and how many characters of the text stand for it. */
function readEscape(text: string, at: number): { readonly char: string; readonly length: number } {
  const first = text.charAt(at)
  if (first === '%') return readPercent(text, at) ?? { char: first, length: 1 }
  if (first !== '\\') return { char: first, length: 1 }
  const letter = text.charAt(at + 1)
  if (letter === 'u') {
    const digits = text.slice(at + 2, at + 6)
    if (/^[\da-f]{4}$/i.test(digits)) return { char: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 }
  }
  if ('"\\/'.includes(letter) && letter !== '') return { char: letter, length: 2 }
  const control = controls[letter]
  return control === undefined ? { char: first, length: 1 } : { char: control, length: 2 }
}

function readPercent(text: string, at: number): { readonly char: string; readonly length: number } | undefined {
  const lead = readByte(text, at)
  if (lead === undefined) return undefined
  // How many bytes a character of UTF-8 has, by the first of them.
  const bytes = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  const encoded = text.slice(at, at + bytes * 3)
  try {
    return { char: decodeURIComponent(encoded), length: encoded.length }
  } catch {
    return { char: String.fromCharCode(lead), length: 3 }
  }
}

function readByte(text: string, at: number): number | undefined {
  const digits = text.slice(at + 1, at + 3)
  return /^[\da-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined
}
