import picocolors from 'picocolors'
import { exitCodes } from './exit.ts'
import { toCode } from './write-file.ts'

/** For programs: one text on stdout, ended by a newline. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** For people: one text on stderr, ended by a newline. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`)

/** Writes a text, ended by a newline, and resolves when it has left, to whether it could be written. */
export const writeOut = (stream: NodeJS.WriteStream, text: string): Promise<boolean> =>
  new Promise(resolve => {
    stream.write(text.endsWith('\n') ? text : `${text}\n`, error => resolve(!isFailure(error)))
  })

/**
 * From now on output that cannot be written, because a disk is full for instance, is reported, and the process exits
 * with 1 where it would exit with 0. A reader that has gone away is no failure: a pager may be closed at any time.
 */
export function reportFailedOutput(): void {
  const { stdout, stderr } = process
  const failed = new Set<NodeJS.WriteStream>()
  const check = (stream: NodeJS.WriteStream, name: string, error: Error | null) => {
    if (!isFailure(error) || failed.has(stream)) return
    failed.add(stream)
    if (stream !== stderr) say(`${name} could not be written: ${error.message}`)
  }
  const streams = [
    { stream: stdout, name: 'Standard output' },
    { stream: stderr, name: 'Standard error' },
  ]
  for (const { stream, name } of streams) stream.on('error', error => check(stream, name, error))
  process.on('exit', () => {
    // An exit may come before the event of an error that has happened already.
    for (const { stream, name } of streams) check(stream, name, stream.errored)
    if (failed.size > 0) process.exitCode ||= exitCodes.findings
  })
}

const isFailure = (error: Error | null | undefined): error is Error => Boolean(error) && toCode(error) !== 'EPIPE'

/** Colours for a stream: only on a terminal or where `FORCE_COLOR` is set, and never where `NO_COLOR` is set. */
export function toColours({ isTTY }: Pick<NodeJS.WriteStream, 'isTTY'>) {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  const isForced = Boolean(FORCE_COLOR) && FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  const isOff = Boolean(NO_COLOR) || (Boolean(FORCE_COLOR) && !isForced)
  // Never undefined: picocolors would decide by itself then, and takes CI for a terminal.
  return picocolors.createColors(!isOff && (isForced || (isTTY === true && TERM !== 'dumb')))
}

/** Colours for stderr. */
export const colours = toColours(process.stderr)
