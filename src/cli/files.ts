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
import { endingSignals, toErrorCode, toSignalCode, UsageError } from './exit.ts'
import type { FileProblem, InputKind, OutputKind } from './messages.ts'
import { logMessage } from './output.ts'

/** Thrown for a file that cannot be read. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile'
  readonly problem: FileProblem

  constructor(problem: FileProblem) {
    super(problem.code)
    this.problem = problem
  }

  /** Whether the file does not exist. */
  get isMissing(): boolean {
    return this.problem.code === 'missing'
  }
}

/** The bounds of what is read. */
interface ReadLimits {
  /** In bytes. */
  readonly largest: number
  /** How long a pipe may take until its end, in milliseconds; 30 s if absent. */
  readonly slowest?: number
}

/** How long a pipe may have no writer, in milliseconds: the program that writes to it has to start first. */
const slowestWriter = 5_000

const chunkSize = 65_536

/**
 * Reads a file, or a pipe such as a shell's `<(…)`, to its end, bounded in size and for a pipe in time. Folders and devices
 * are refused. Throws an UnreadableFile.
 */
export async function readInput(file: string, { largest, slowest = 30_000 }: ReadLimits): Promise<Buffer> {
  const handle = open(file)
  try {
    const kind = fstatSync(handle)
    if (!kind.isFile() && !kind.isFIFO()) throw new UnreadableFile({ code: 'not-a-file', kind: toKind(kind) })
    if (kind.size > largest) throw new UnreadableFile({ code: 'too-large', largest, size: kind.size })
    let size = 0
    const began = performance.now()
    const assertTime = (milliseconds: number) => {
      if (performance.now() - began <= milliseconds) return
      throw new UnreadableFile({ code: size === 0 ? 'no-input' : 'no-end', milliseconds })
    }
    const chunks: Buffer[] = []
    for (;;) {
      const chunk = readChunk(handle, kind.isFIFO())
      // A pipe that no program has opened for writing yet looks as if it were at its end.
      const isUnopened = kind.isFIFO() && size === 0 && chunk.length === 0
      if (chunk === 'later' || isUnopened) {
        assertTime(isUnopened ? Math.min(slowest, slowestWriter) : slowest)
        await sleep(5)
        continue
      }
      if (chunk.length === 0) return Buffer.concat(chunks)
      chunks.push(chunk)
      size += chunk.length
      if (size > largest) throw new UnreadableFile({ code: 'too-large', largest })
      if (kind.isFIFO()) assertTime(slowest)
    }
  } catch (error) {
    throw toUnreadable(error)
  } finally {
    closeSync(handle)
  }
}

/** Reads a file that the command line names; `what` is what it should contain. Throws a UsageError. */
export async function readInputFile(file: string, what: InputKind, largest: number): Promise<Buffer> {
  try {
    return await readInput(file, { largest })
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    throw new UsageError('unreadable-file', { file, what, problem: error.problem })
  }
}

/** The system's text for an error, such as `permission denied (EACCES)`. */
function explainSystemError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, errno }: NodeJS.ErrnoException = error
  const [, text] = getSystemErrorMap().get(errno ?? 0) ?? []
  return text && code ? `${text} (${code})` : error.message
}

/** Opening a pipe that no program writes to would block otherwise. Windows has no such flag. */
function open(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    throw toUnreadable(error)
  }
}

function readChunk(handle: number, isPipe: boolean): Buffer | 'later' {
  const chunk = Buffer.allocUnsafe(chunkSize)
  try {
    return chunk.subarray(0, readSync(handle, chunk))
  } catch (error) {
    if (isPipe && toErrorCode(error) === 'EAGAIN') return 'later'
    throw error
  }
}

function toUnreadable(error: unknown): UnreadableFile {
  if (error instanceof UnreadableFile) return error
  if (toErrorCode(error) === 'ENOENT') return new UnreadableFile({ code: 'missing' })
  return new UnreadableFile({ code: 'system', error: explainSystemError(error) })
}

function toKind(kind: Stats): 'folder' | 'pipe' | 'socket' | 'device' {
  if (kind.isDirectory()) return 'folder'
  if (kind.isFIFO()) return 'pipe'
  return kind.isSocket() ? 'socket' : 'device'
}

/**
 * Checks, before anything starts, that a file can be written at the end, and removes what killed processes left half
 * written beside it. With `makeFolder` a missing folder is created. Throws a UsageError.
 */
export function assertWritable(file: string, what: OutputKind, makeFolder = false): void {
  const folder = dirname(resolve(file))
  try {
    const target = statSync(file, { throwIfNoEntry: false })
    if (target?.isDirectory()) throw new UsageError('unwritable-file', { file, what, problem: { code: 'folder' } })
    if (target && !target.isFile()) return
    if (makeFolder) createFolder(folder)
    removeLeftovers(file)
    const temporary = toTemporary(file)
    closeSync(openSync(temporary, 'wx', privateMode))
    rmSync(temporary)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const isMissing = toErrorCode(error) === 'ENOENT'
    throw new UsageError('unwritable-file', {
      file,
      what,
      problem: isMissing ? { code: 'no-folder', folder } : { code: 'system', error: explainSystemError(error) },
    })
  }
}

/** The permissions of a file with keys: readable by its owner alone. */
const privateMode = 0o600

/** Creates a folder and those above it. Node's own recursion hides the reason on a read-only disk, and never ends below /proc. */
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
 * Writes a text to a file completely, or throws and leaves the file as it was. It is synchronous, so no signal finds it half
 * done. A file with keys becomes readable by its owner alone; any other keeps its permissions. A link stays a link; a pipe
 * or a device is written to, not replaced.
 */
export function writeFileAtomic(file: string, text: string, { holdsKeys = false } = {}): void {
  const target = statSync(file, { throwIfNoEntry: false })
  if (target?.isFile() === false) {
    writeThrough(file, text, target.isFIFO())
    return
  }
  const temporary = toTemporary(file)
  try {
    const handle = openSync(temporary, 'wx', holdsKeys ? privateMode : undefined)
    try {
      writeFileSync(handle, text)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    if (target && !holdsKeys) chmodSync(temporary, target.mode & 0o7777)
    renameSync(temporary, toTarget(file))
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Writes an output at the end of a command. Logs an error and returns false if it cannot be written. */
export function tryWriteFile(
  file: string,
  what: OutputKind,
  toText: () => string,
  options: { readonly holdsKeys?: boolean } = {},
): boolean {
  try {
    writeFileAtomic(file, toText(), options)
    return true
  } catch (error) {
    logMessage('not-written', { file, what, error: String(error) })
    return false
  }
}

/** A pipe without a reader would block forever; opened without waiting, it throws ENXIO. */
function writeThrough(file: string, text: string, isPipe: boolean): void {
  const probe = isPipe ? openSync(file, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0)) : undefined
  try {
    writeFileSync(file, text)
  } finally {
    if (probe !== undefined) closeSync(probe)
  }
}

/** A new file in the same folder, from where a rename is atomic. Its name has the mark of its process. */
function toTemporary(file: string): string {
  const target = toTarget(file)
  return join(dirname(target), `.${basename(target)}.${processMark()}.${randomUUID()}.tmp`)
}

/** Removes temporary files of a file that killed processes left. */
function removeLeftovers(file: string): void {
  const target = toTarget(file)
  const start = `.${basename(target)}.`
  for (const name of readdirSync(dirname(target))) {
    if (!name.startsWith(start)) continue
    const [, mark] = temporaryEnd.exec(name.slice(start.length)) ?? []
    if (mark !== undefined && !mayBeRunning(mark)) rmSync(join(dirname(target), name), { force: true })
  }
}

/** The target of a link, so that the link stays one. */
function toTarget(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return resolve(file)
  }
}

let privateFolder: string | undefined
let privateFolders = 0

/**
 * Creates a folder that only this user can read. It is removed when this process ends or is stopped by a signal; after a
 * SIGKILL the next process that creates one removes it.
 */
export function createPrivateFolder(): string {
  privateFolder ??= createFolderOfProcess()
  const own = join(privateFolder, `${++privateFolders}`)
  mkdirSync(own, { mode: 0o700 })
  return own
}

function createFolderOfProcess(): string {
  removeLeftFolders()
  const created = mkdtempSync(join(tmpdir(), `${folderPrefix}${processMark()}-`))
  process.once('exit', () => rmSync(created, { recursive: true, force: true }))
  for (const signal of endingSignals) {
    // Any other listener ends this process in time; without one, this listener must.
    process.on(signal, () => void (process.listenerCount(signal) === 1 && process.exit(toSignalCode(signal))))
  }
  return created
}

const folderPrefix = 'ringback-run-'

/** Removes the folders of killed processes. Only this user's: in a folder of another user, paths may change meanwhile. */
function removeLeftFolders(): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      const [, mark] = folderName.exec(name) ?? []
      if (mark === undefined || mayBeRunning(mark)) continue
      const path = join(tmpdir(), name)
      const { uid, mode } = lstatSync(path)
      const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0)
      if (isOwn) rmSync(path, { recursive: true, force: true })
    }
  } catch {
    // Leftovers do not keep a command from starting; a missing folder is reported when one is created in it.
  }
}

/**
 * This process in the name of a file: its id, its start time and the system on which the id is valid, so that the file can
 * be removed as soon as the process has ended, even if another process has the same id by then.
 */
export const processMark = (): string => `${process.pid}-${findStartTime(process.pid) ?? 0}-${toSystem()}`

const markPattern = '(\\d+-\\d+-[0-9a-f]{8})'
const temporaryEnd = new RegExp(`^${markPattern}\\.[0-9a-f-]{36}\\.tmp$`)
const folderName = new RegExp(`^${folderPrefix}${markPattern}-`)

/** Whether the process with this mark may still be running; for processes of another system, always. */
export function mayBeRunning(mark: string): boolean {
  const [pid, start, system] = mark.split('-')
  if (system !== toSystem()) return true
  const startNow = findStartTime(Number(pid))
  if (startNow !== undefined && start !== '0') return start === startNow
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    // A process of another user cannot be signalled, but exists.
    return toErrorCode(error) === 'EPERM'
  }
}

/** When a process started, in ticks of the kernel; undefined if there is no such process or no /proc. */
function findStartTime(pid: number): string | undefined {
  try {
    // The name is in brackets and may contain any character. The start time is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')[19]
  } catch {
    return undefined
  }
}

let system: string | undefined

/** The scope of process ids: a machine, and on Linux a container of it. */
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
