import stringWidth from 'string-width'

/** The narrowest width that text is wrapped to, in terminal columns. */
export const narrowest = 40

/** The number of terminal columns that a text takes; wide characters and emoji take two. */
export const toWidth = (text: string): number => stringWidth(text)

/**
 * Wraps a text to lines of at most `columns` terminal columns. The first line begins with `lead`, the others are indented
 * by its width. Words that are too long for a line are broken between characters.
 */
export function wrap(text: string, columns: number, lead = ''): string[] {
  const indent = toWidth(lead)
  const room = Math.max(narrowest, columns) - indent
  const lines: string[] = []
  let line = ''
  let width = 0
  const add = (part: string, own: number) => {
    line += part
    width += own
  }
  const flush = () => {
    lines.push(line)
    line = ''
    width = 0
  }
  for (const word of text.split(' ')) {
    const own = toWidth(word)
    if (line !== '' && width + 1 + own > room) flush()
    if (line !== '') add(' ', 1)
    if (own <= room) add(word, own)
    else {
      for (const { segment } of segmenter.segment(word)) {
        const step = toWidth(segment)
        if (width + step > room) flush()
        add(segment, step)
      }
    }
  }
  flush()
  return lines.map((rest, index) => ((index === 0 ? lead : ' '.repeat(indent)) + rest).trimEnd())
}

/** Characters as a reader sees them, so that none is broken in two. */
const segmenter = new Intl.Segmenter()
