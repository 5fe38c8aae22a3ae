/** The narrowest a text is made, in columns. */
export const narrowest = 40

/**
 * A text in lines of at most `columns` columns. The first begins with `lead`, the others as far to the right. Words that
 * are too long for a line are broken.
 */
export function wrap(text: string, columns: number, lead = ''): string[] {
  const room = Math.max(narrowest, columns) - toWidth(lead)
  const lines: string[] = []
  let line = ''
  let width = 0
  const flush = () => {
    lines.push(line)
    line = ''
    width = 0
  }
  for (const word of text.split(' ')) {
    const own = toWidth(word)
    if (line !== '' && width + 1 + own > room) flush()
    if (line !== '') {
      line += ' '
      width++
    }
    if (own <= room) {
      line += word
      width += own
      continue
    }
    for (const character of word) {
      const step = toWidth(character)
      if (width + step > room) flush()
      line += character
      width += step
    }
  }
  flush()
  const indent = ' '.repeat(toWidth(lead))
  return lines.map((rest, index) => ((index === 0 ? lead : indent) + rest).trimEnd())
}

/** How many columns of a terminal a text takes. */
export function toWidth(text: string): number {
  let width = 0
  for (const character of text) width += mark.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}

const mark = /^[\p{Mn}\p{Me}]$/u

/** Those that Chinese, Japanese and Korean are written with, full-width forms, and pictures. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u
