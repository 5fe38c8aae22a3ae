import { createHash, randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { getSystemErrorMap } from 'node:util'
import { Exit, exitCodes, passedOn, toSignalCode } from './exit.ts'

/** A mark in a regular expression, as one group. */
const ownerMarkPattern = '(\\d+-\\d+-[0-9a-f]{8})'

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

/**
 * Makes sure, before anything begins, that a file can be written at the end; `what` will be in it, such as "a snapshot".
 * With `makeFolder` a folder that is missing is made. Removes what was left half written there by processes that were
 * killed. Ends the process with a sentence if the file cannot be written.
 */
export function assertWritable(file: string, what: string, makeFolder = false): void {
  const folder = dirname(resolve(file))
  try {
    const target = statSync(file, { throwIfNoEntry: false })
    if (target?.isDirectory()) throw new Exit(exitCodes.usage, `${file}: Cannot write ${what}: it is a folder.`)
    if (target && !target.isFile()) return
    if (makeFolder) createFolder(folder)
    sweepTrials(file)
    const trial = toTrial(file)
    closeSync(openSync(trial, 'wx', privateMode))
    rmSync(trial)
  } catch (error) {
    if (error instanceof Exit) throw error
    const why = toErrorCode(error) === 'ENOENT' ? `there is no folder ${folder}` : explainSystemError(error)
    throw new Exit(exitCodes.usage, `${file}: Cannot write ${what}: ${why}.`)
  }
}

/** The permissions of a file that holds keys: for its owner alone. */
const privateMode = 0o600

/** Makes a folder and those above it. Node's own recursion hides the reason on a read-only disk, and never ends below /proc. */
export function createFolder(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
    const parent = dirname(folder)
    const isParentMissing = parent !== folder && statSync(parent, { throwIfNoEntry: false }) === undefined
    if (toErrorCode(error) !== 'ENOENT' || !isParentMissing) throw error
    createFolder(parent)
    mkdirSync(folder)
  }
}

/**
 * Writes a text to a file: whole, or not at all. Throws if it cannot; what was there before is still there then. Nothing
 * else happens meanwhile, so no signal finds it half done. A file that `holdsKeys` can be read by its owner alone; any
 * other keeps the permissions it has.
 */
export function writeFileAtomic(file: string, text: string, { holdsKeys = false } = {}): void {
  const target = statSync(file, { throwIfNoEntry: false })
  // A pipe or a device is written to, and not replaced by a file.
  if (target?.isFile() === false) {
    writeThrough(file, text, target.isFIFO())
    return
  }
  const trial = toTrial(file)
  try {
    const handle = openSync(trial, 'wx', holdsKeys ? privateMode : undefined)
    try {
      writeFileSync(handle, text)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    if (target && !holdsKeys) chmodSync(trial, target.mode & 0o7777)
    renameSync(trial, toTarget(file))
  } catch (error) {
    rmSync(trial, { force: true })
    throw error
  }
}

/** A pipe that nobody reads would block for ever; opened without waiting, it throws ENXIO. */
function writeThrough(file: string, text: string, isPipe: boolean): void {
  const probe = isPipe ? openSync(file, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0)) : undefined
  try {
    writeFileSync(file, text)
  } finally {
    if (probe !== undefined) closeSync(probe)
  }
}

/** A new file in the same folder: only there it can take the other's place in one go. It names who writes it. */
function toTrial(file: string): string {
  const target = toTarget(file)
  return join(dirname(target), `.${basename(target)}.${ownerMark()}.${randomUUID()}.tmp`)
}

/** Removes what processes that were killed left of a file, and nothing of those that run. */
function sweepTrials(file: string): void {
  const target = toTarget(file)
  const start = `.${basename(target)}.`
  for (const name of readdirSync(dirname(target))) {
    if (!name.startsWith(start)) continue
    const [, mark] = trialEnd.exec(name.slice(start.length)) ?? []
    if (mark !== undefined && !mayBeRunning(mark)) rmSync(join(dirname(target), name), { force: true })
  }
}

const trialEnd = new RegExp(`^${ownerMarkPattern}\\.[0-9a-f-]{36}\\.tmp$`)

/** What a link leads to, so that the link stays one. */
function toTarget(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return resolve(file)
  }
}

/** The code of an error of Node's, such as `ENOENT`, or what it says where it has none. */
export const toErrorCode = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : String(error))

let folder: string | undefined
let count = 0

/**
 * Makes a folder that only this user can look into. It is gone when this process ends, by itself or by a signal; after a
 * SIGKILL the next process that makes one removes it.
 */
export function makePrivateFolder(): string {
  folder ??= makeFolder()
  const own = join(folder, `${++count}`)
  mkdirSync(own, { mode: 0o700 })
  return own
}

function makeFolder(): string {
  sweepFolders()
  const made = mkdtempSync(join(tmpdir(), `${prefix}${ownerMark()}-`))
  process.once('exit', () => rmSync(made, { recursive: true, force: true }))
  for (const signal of passedOn) {
    // Whoever hears it too will end this process in time; else nobody would.
    process.on(signal, () => void (process.listenerCount(signal) === 1 && process.exit(toSignalCode(signal))))
  }
  return made
}

const prefix = 'ringback-run-'

const folderName = new RegExp(`^${prefix}${ownerMarkPattern}-`)

/** Removes the folders of processes that were killed. Only this user's: in a folder of another, paths may change meanwhile. */
function sweepFolders(): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      const [, mark] = folderName.exec(name) ?? []
      if (mark !== undefined && !mayBeRunning(mark)) removeOwn(join(tmpdir(), name))
    }
  } catch {
    // What cannot be swept is no reason not to start; a missing folder is reported when one is made in it.
  }
}

function removeOwn(path: string): void {
  const { uid, mode } = lstatSync(path)
  const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0)
  if (isOwn) rmSync(path, { recursive: true, force: true })
}

/**
 * This process as part of a file's name: its id, when it started, and the system its id is valid on. A file with such a name
 * can be removed as soon as its owner has ended, even if another process has the same id by then.
 */
export const ownerMark = (): string => `${process.pid}-${toStart(process.pid) ?? 0}-${toSystem()}`

/** Whether the process with this mark may still be running. Nothing is known of those of another system. */
export function mayBeRunning(mark: string): boolean {
  const [pid, start, system] = mark.split('-')
  if (system !== toSystem()) return true
  const startNow = toStart(Number(pid))
  if (startNow !== undefined && start !== '0') return start === startNow
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    // The process of another user may not be signalled, but exists.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** When a process started, in the kernel's ticks; undefined where there is no such process or no /proc. */
function toStart(pid: number): string | undefined {
  try {
    // The name comes in brackets, and may have any character in it. The start is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')[19]
  } catch {
    return undefined
  }
}

let system: string | undefined

/** Where process ids mean the same: a machine, and on Linux a container of it. */
function toSystem(): string {
  system ??= createHash('sha256').update(`${hostname()} ${readNamespace()}`).digest('hex').slice(0, 8)
  return system
}

function readNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}
