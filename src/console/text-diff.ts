/** A line that two texts share, or that only the old or the new one has. */
export interface DiffLine {
  readonly kind: 'same' | 'old' | 'new'
  readonly text: string
}

/** The most lines that are compared one by one; what follows counts as different. */
const mostLines = 400

/** The lines of two texts in order, by a longest common subsequence: what is old stands before what is new. */
export function toDiff(old: string, next: string): readonly DiffLine[] {
  const [a, b] = [old.split('\n'), next.split('\n')]
  const [rows, columns] = [Math.min(a.length, mostLines), Math.min(b.length, mostLines)]
  // lengths[i][j]: how many lines the rest of a from i and the rest of b from j share.
  const lengths = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1))
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0
  for (let i = rows - 1; i >= 0; i--) {
    const row = lengths[i]
    for (let j = columns - 1; j >= 0; j--) {
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [text = '', other = ''] = [a[i], b[j]]
    if (i < rows && j < columns && text === other) {
      lines.push({ kind: 'same', text })
      i++
      j++
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'old', text })
      i++
    } else {
      lines.push({ kind: 'new', text: other })
      j++
    }
  }
  return lines
}
