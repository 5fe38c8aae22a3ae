import type { RingBuffer } from './buffers.ts'

/**
 * A ring buffer that keeps its items as numbers and bytes, and makes objects of them when they are read. Objects that live for
 * a thousand requests are copied twice by the garbage collector: that was a tenth of the CPU time of a request.
 */
export interface PackedRing<Item> extends RingBuffer<Item> {
  /** One number of an item that is kept: the value that its form writes at `cell`, from 0. */
  getNumber(number: number, cell: number): number | undefined
  /** Changes it. Has no effect on an item that is no longer kept. */
  setNumber(number: number, cell: number, value: number): void
}

/** How items are written as a row of values, and read from it in the same order. */
export interface PackedForm<Item> {
  /** How many values a row has. */
  readonly width: number
  write(item: Item, row: RowWriter): void
  read(row: RowReader, number: number): Item
}

/** Writes the values of a row. */
export interface RowWriter {
  number(value: number): void
  /** A well-formed text, or none. */
  text(value: string | undefined): void
  /** A reference to any object. */
  reference(value: unknown): void
}

/** Reads the values of a row. */
export interface RowReader {
  number(): number
  text(): string | undefined
  reference(): unknown
}

/** A page of rows. Each has its values in `cells`, after the place and the length of its texts in `bytes`. */
interface Page {
  readonly cells: Float64Array
  bytes: Buffer
  used: number
  references: unknown[]
}

/** Where the values of a row begin, behind the place and the length of its texts. */
const valuesFrom = 2
const rowsPerPage = 128
const firstBytes = 4_096

/** Creates a ring that keeps the latest `size` items. It takes memory as it fills, and reuses it once it is full. */
export function createPackedRing<Item>(size: number, { width, write, read }: PackedForm<Item>): PackedRing<Item> {
  const stride = valuesFrom + width
  let pages: Page[] = []
  /** The index of the first of the pages. */
  let firstPage = 0
  let spare: Page | undefined
  let count = 0
  let cleared = 0
  // The row that is written or read: its page, the next value, its texts in one, and how much of that is read.
  let page: Page
  let cell = 0
  let texts = ''
  let offset = 0

  const writer: RowWriter = {
    number(value) {
      page.cells[cell++] = value
    },
    text(value) {
      page.cells[cell++] = value === undefined ? absent : value.length
      if (value !== undefined) texts += value
    },
    reference(value) {
      page.cells[cell++] = page.references.push(value) - 1
    },
  }
  const reader: RowReader = {
    number: () => page.cells[cell++] ?? Number.NaN,
    text() {
      const length = page.cells[cell++] ?? absent
      if (length === absent) return undefined
      offset += length
      return texts.slice(offset - length, offset)
    },
    reference: () => page.references[page.cells[cell++] ?? absent],
  }

  const firstKept = () => Math.max(cleared, count - size) + 1
  const isKept = (number: number) => Number.isInteger(number) && number >= firstKept() && number <= count
  const findPage = (number: number) => pages[Math.floor((number - 1) / rowsPerPage) - firstPage]
  const toRow = (number: number) => ((number - 1) % rowsPerPage) * stride

  /** The page of the next row. */
  function openPage(): Page {
    const index = Math.floor(count / rowsPerPage)
    if (pages.length === 0) firstPage = index
    const last = pages[index - firstPage]
    if (last) return last
    if (firstPage * rowsPerPage + rowsPerPage < firstKept()) {
      spare = pages.shift()
      firstPage++
    }
    const next = spare ?? {
      cells: new Float64Array(rowsPerPage * stride),
      bytes: Buffer.allocUnsafeSlow(firstBytes),
      used: 0,
      references: [],
    }
    spare = undefined
    next.used = 0
    next.references = []
    pages.push(next)
    return next
  }

  function find(number: number): Item | undefined {
    const found = isKept(number) ? findPage(number) : undefined
    if (!found) return undefined
    page = found
    const row = toRow(number)
    const [from = 0, length = 0] = page.cells.subarray(row, row + valuesFrom)
    texts = page.bytes.toString('utf8', from, from + length)
    offset = 0
    cell = row + valuesFrom
    return read(reader, number)
  }

  return {
    get count() {
      return count
    },
    push(item) {
      if (size > 0) {
        page = openPage()
        const row = toRow(count + 1)
        cell = row + valuesFrom
        texts = ''
        write(item, writer)
        page.cells[row] = page.used
        page.cells[row + 1] = addBytes(page, texts)
      }
      return ++count
    },
    find,
    since(after = 0) {
      const found: Item[] = []
      for (let number = Math.max(firstKept(), after + 1); number <= count; number++) {
        const item = find(number)
        if (item !== undefined) found.push(item)
      }
      return found
    },
    clear() {
      pages = []
      spare = undefined
      cleared = count
    },
    getNumber: (number, index) =>
      isKept(number) ? findPage(number)?.cells[toRow(number) + valuesFrom + index] : undefined,
    setNumber(number, index, value) {
      const found = isKept(number) ? findPage(number) : undefined
      if (found) found.cells[toRow(number) + valuesFrom + index] = value
    },
  }
}

/** Whether a text can be packed: a lone surrogate has no form in UTF-8. */
export const isWellFormed = (text: string | undefined): boolean => text === undefined || !loneSurrogate.test(text)

const loneSurrogate = /\p{Surrogate}/u

/** A number that was written as NaN where there was none. */
export const toOptional = (number: number): number | undefined => (Number.isNaN(number) ? undefined : number)

/** The length of a text that is none. */
const absent = -1

/** Adds a text in UTF-8 to a page, and returns how many bytes it has. */
function addBytes(page: Page, text: string): number {
  const most = page.used + text.length * 3
  if (most > page.bytes.length) {
    const grown = Buffer.allocUnsafeSlow(Math.max(page.bytes.length * 2, most))
    page.bytes.copy(grown, 0, 0, page.used)
    page.bytes = grown
  }
  const length = page.bytes.write(text, page.used)
  page.used += length
  return length
}
