import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { getSystemErrorMap } from 'node:util'

/** How a file is read. */
export interface Reading {
  /** The most bytes it may have. */
  readonly largest: number
  /** How long a pipe may take until its end, in milliseconds. */
  readonly slowest?: number
}

/** A file that cannot be read. The message is a sentence without a full stop; `isMissing` if there is no such file. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile'
  readonly isMissing: boolean

  constructor(reason: string, isMissing = false) {
    super(reason)
    this.isMissing = isMissing
  }
}

/** The default of `slowest`, and how long a pipe may have no writer: whatever writes to it has to start first. */
const usualSlowest = 30_000
const slowestWriter = 5_000

const chunkSize = 65_536

/**
 * Reads a file, or a pipe such as a shell's `<(…)`, to its end: bounded in size, and a pipe in time too. Folders and devices are
 * refused. Throws an UnreadableFile.
 */
export async function readInput(file: string, { largest, slowest = usualSlowest }: Reading): Promise<Buffer> {
  const handle = open(file)
  try {
    const kind = fstatSync(handle)
    demandReadable(kind, largest)
    let size = 0
    const began = performance.now()
    const demandTime = (most: number) => {
      if (performance.now() - began > most) throw new UnreadableFile(explainSlow(size, most))
    }
    const chunks: Buffer[] = []
    for (;;) {
      const chunk = readChunk(handle, kind.isFIFO())
      // Until somebody opens a pipe for writing it looks as if it were at its end.
      const isUnopened = kind.isFIFO() && size === 0 && chunk.length === 0
      if (chunk === 'later' || isUnopened) {
        demandTime(isUnopened ? Math.min(slowest, slowestWriter) : slowest)
        await sleep(5)
        continue
      }
      if (chunk.length === 0) return Buffer.concat(chunks)
      chunks.push(chunk)
      size += chunk.length
      if (size > largest) throw new UnreadableFile(explainLarge(largest))
      if (kind.isFIFO()) demandTime(slowest)
    }
  } catch (error) {
    throw toUnreadable(error)
  } finally {
    closeSync(handle)
  }
}

/** The same without waiting, for files alone. Throws an UnreadableFile. */
export function readInputSync(file: string, largest: number): Buffer {
  const handle = open(file)
  try {
    const kind = fstatSync(handle)
    if (!kind.isFile()) throw new UnreadableFile(`It is not a file but ${explainKind(kind)}`)
    demandReadable(kind, largest)
    const chunks: Buffer[] = []
    let size = 0
    for (;;) {
      const chunk = readChunk(handle, false)
      if (chunk === 'later' || chunk.length === 0) return Buffer.concat(chunks)
      chunks.push(chunk)
      size += chunk.length
      if (size > largest) throw new UnreadableFile(explainLarge(largest))
    }
  } catch (error) {
    throw toUnreadable(error)
  } finally {
    closeSync(handle)
  }
}

/** What the system says about an error, such as `permission denied (EACCES)`. */
export function explainSystemError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, errno }: NodeJS.ErrnoException = error
  const [, said] = getSystemErrorMap().get(errno ?? 0) ?? []
  return said && code ? `${said} (${code})` : error.message
}

/** Opening a pipe that nobody writes to would block otherwise. Windows has no such flag. */
function open(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    throw toUnreadable(error)
  }
}

function demandReadable(kind: Stats, largest: number): void {
  if (!kind.isFile() && !kind.isFIFO()) throw new UnreadableFile(`It is not a file but ${explainKind(kind)}`)
  if (kind.size > largest) throw new UnreadableFile(`It has ${kind.size} bytes, and at most ${largest} are read`)
}

function readChunk(handle: number, isPipe: boolean): Buffer | 'later' {
  const chunk = Buffer.allocUnsafe(chunkSize)
  try {
    return chunk.subarray(0, readSync(handle, chunk))
  } catch (error) {
    if (isPipe && error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 'later'
    throw error
  }
}

function toUnreadable(error: unknown): UnreadableFile {
  if (error instanceof UnreadableFile) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return new UnreadableFile('There is no such file', true)
  return new UnreadableFile(`It cannot be read: ${explainSystemError(error)}`)
}

function explainKind(kind: Stats): string {
  if (kind.isDirectory()) return 'a folder'
  if (kind.isFIFO()) return 'a pipe'
  return kind.isSocket() ? 'a socket' : 'a device'
}

const explainLarge = (largest: number) => `It has more than ${largest} bytes, the most that are read`

const explainSlow = (size: number, slowest: number) =>
  size === 0
    ? `Nothing was written to this pipe within ${slowest / 1000} s`
    : `This pipe did not end within ${slowest / 1000} s`
