import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { Question, Service } from '../case-runner/case-runner.ts'
import type { Came } from '../conformance/client/case-outcome.ts'
import { toCamelCase } from '../contracts/operation.ts'
import { formatList, formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'
import { explainNoChild } from './child-process.ts'
import { sendToGroup } from './process-group.ts'

/** A process that speaks for a client, docs/check-protocol.md. */
export interface AdapterProcess {
  /** What it can do, as it has spelt it. */
  readonly can: readonly string[]
  /** Whether it is gone, or good for nothing any more. */
  readonly isOver: boolean
  /** Asks it one thing; never rejects. Where nobody waits any more it is ended. */
  ask(question: Question): Promise<Came>
  /** Closes its stdin, and ends it if it stays. */
  close(): Promise<void>
}

/** Where a process could not be made to speak; the message says why. */
export class AdapterError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'AdapterError'
  }
}

/** How long it has to greet, and to go when its stdin is closed, in milliseconds. */
const greeting = 30_000
const farewell = 2_000

/** How much of its stderr is kept, in characters. */
const keptOfStderr = 2_000

/** What ends each adapter that runs: none of them outlives this process. */
const running = new Set<() => void>()
process.once('exit', () => {
  for (const kill of running) kill()
})

/** Starts an adapter and waits for its greeting. Rejects with an AdapterError. */
export async function startAdapter(
  command: readonly string[],
  service: Service,
  asks: readonly string[],
): Promise<AdapterProcess> {
  const { child, started } = start(command, toEnvironment(service))
  const { stdin, stdout, stderr } = child
  if (!stdin || !stdout || !stderr) throw new AdapterError('It has no stdin and stdout.')
  const lines = readLines(stdout, longestLine)
  let heard = ''
  stderr.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk)
    heard = (heard + chunk.toString()).slice(-keptOfStderr)
  })
  // Whoever dies before it has read everything is told of by its end.
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => {})
  const gone = new Promise<string>(resolve =>
    child.once('exit', (code, signal) => {
      resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`)
      // What it has started may hold its stdout for ever; what it wrote itself is there in a moment.
      setTimeout(lines.end, 50)
    }),
  )
  let isOver = false
  let number = 0

  const kill = () => {
    isOver = true
    lines.end()
    if (!sendToGroup(child.pid, 'SIGKILL')) child.kill('SIGKILL')
  }
  running.add(kill)
  void gone.then(() => {
    isOver = true
  })

  async function explainEnd(when: string): Promise<string> {
    isOver = true
    const how = await within(gone, 200, 'closed its stdout')
    kill()
    const last = heard.trim().split('\n').at(-1) ?? ''
    return `The adapter ${how} ${when}.${last === '' ? '' : ` It said last: ${formatValue(last, 300)}.`}`
  }

  const say = (message: object) => void stdin.write(`${JSON.stringify(message)}\n`)

  async function listen(id: number, signal: AbortSignal): Promise<Came> {
    let noise: string | undefined
    for (;;) {
      const piece = await lines.next()
      if (piece === 'too long') {
        kill()
        const sentence = `It printed a line of more than ${longestLine} characters: want shorter ones.`
        return { is: 'broken', sentence }
      }
      if (piece === 'end') {
        if (noise !== undefined) return { is: 'broken', sentence: noise }
        // Whoever has not waited any longer has ended it.
        if (signal.aborted) return { is: 'silence', after: 0 }
        return { is: 'broken', sentence: await explainEnd('while it was asked') }
      }
      const answer = parseAnswer(piece.line)
      // After noise the answer is still waited for, so that it is not taken for noise of the next case.
      if ('slip' in answer) {
        noise ??= answer.slip
        if (answer.id === id) return { is: 'broken', sentence: noise }
      } else if (answer.id === id) {
        return noise === undefined ? answer.came : { is: 'broken', sentence: noise }
      } else if (answer.id > id || answer.id < 1) {
        noise ??= `It answered question ${answer.id}, and was asked ${id}: want the id as it was asked.`
      }
      // An answer to an earlier question has come too late.
    }
  }

  await started
  say({ ringback: protocol, ...service })
  const first = await within(lines.next(), greeting, 'silence' as const)
  if (first === 'silence' || first === 'end' || first === 'too long') {
    const why =
      first === 'silence'
        ? `The adapter did not greet within ${greeting / 1_000} s: want one line on stdout, {"ringback":${protocol},"can":[…]}, and stdout flushed.`
        : await explainEnd('before it had greeted')
    kill()
    throw new AdapterError(why)
  }
  const greeted = parseGreeting(first.line, asks)
  if ('slip' in greeted) {
    kill()
    throw new AdapterError(greeted.slip)
  }

  return {
    can: greeted.can,
    get isOver() {
      return isOver
    },
    ask({ name, command: asked, body, signal }) {
      const id = ++number
      signal.addEventListener('abort', kill, { once: true })
      say({ id, case: name, ask: toCamelCase(asked), body })
      return listen(id, signal).finally(() => signal.removeEventListener('abort', kill))
    },
    async close() {
      stdin.end()
      if (child.exitCode === null && child.signalCode === null) await within(gone, farewell, '')
      kill()
      running.delete(kill)
    },
  }
}

function start(command: readonly string[], env: NodeJS.ProcessEnv) {
  const [file = '', ...args] = command
  let child: ChildProcess
  try {
    child = spawn(file, args, { env, detached: process.platform !== 'win32', stdio: ['pipe', 'pipe', 'pipe'] })
  } catch (error) {
    throw new AdapterError(explainNoChild(error, file, args))
  }
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    // Also emitted by a kill that fails, more than once.
    child.on('error', error => reject(new AdapterError(explainNoChild(error, file, args))))
  })
  return { child, started }
}

/** The variables of `ringback exec`, for adapters that would rather read these than the first line. */
const toEnvironment = ({ url, sdkAppId, secretKey, identifier, userSig }: Service): NodeJS.ProcessEnv => ({
  ...process.env,
  RINGBACK_URL: url,
  RINGBACK_HOST: new URL(url).host,
  RINGBACK_PORT: new URL(url).port,
  RINGBACK_SDKAPPID: `${sdkAppId}`,
  RINGBACK_SECRET_KEY: secretKey,
  RINGBACK_IDENTIFIER: identifier,
  RINGBACK_USERSIG: userSig,
})

/** What a promise gives within so many milliseconds, else something else. */
function within<Value, Else>(promise: Promise<Value>, stretch: number, otherwise: Else): Promise<Value | Else> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Else>(resolve => {
    timer = setTimeout(() => resolve(otherwise), stretch)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** What comes out of a stream: a whole line, one that is too long to be read, or its end. */
export type Piece = { readonly line: string } | 'too long' | 'end'

/** Lines of a stream, one at a time. Those that nobody has asked for yet wait. */
export interface Lines {
  next(): Promise<Piece>
  /** Ends them, whatever the stream does. */
  end(): void
}

/** How many lines wait at most, before the stream is not read any further. */
const mostWaiting = 1_000

/** Reads lines of at most `longest` characters; after a longer one it reads no more. Empty lines are left out. */
export function readLines(stream: Readable, longest: number): Lines {
  const decoder = new StringDecoder('utf8')
  const pieces: Piece[] = []
  let takers: ((piece: Piece) => void)[] = []
  let rest = ''
  let isOver = false

  function put(piece: Piece): void {
    const taker = takers.shift()
    if (taker) taker(piece)
    else pieces.push(piece)
    if (pieces.length > mostWaiting) stream.pause()
  }

  function end(piece: Piece = 'end'): void {
    if (isOver) return
    isOver = true
    put(piece)
    for (const taker of takers) taker('end')
    takers = []
  }

  stream.on('data', (chunk: Buffer) => {
    if (isOver) return
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.length > longest) return end('too long')
      if (line.trim() !== '') put({ line: line.trim() })
    }
    if (rest.length > longest) end('too long')
  })
  stream.on('end', () => {
    if (rest.trim() !== '' && !isOver) put({ line: rest.trim() })
    end()
  })
  stream.on('error', () => end())

  return {
    async next() {
      const piece = pieces.shift()
      if (piece) {
        if (stream.isPaused()) stream.resume()
        return piece
      }
      return isOver ? 'end' : new Promise(resolve => takers.push(resolve))
    },
    end: () => end(),
  }
}

/** The version of the protocol that ringback speaks with adapters, docs/check-protocol.md. */
export const protocol = 1

/** The longest line that is read from an adapter, in characters. */
export const longestLine = 1_048_576

/** A line that is not as the protocol has it, with what is wrong as a sentence, and the question it answers if it names one. */
export interface Slip {
  readonly slip: string
  readonly id?: number
}

/** What an answer says: of which question it is, and what came of it. */
export interface Answer {
  readonly id: number
  readonly came: Came
}

/** Reads an adapter's greeting: what of `asks` it can do. */
export function parseGreeting(line: string, asks: readonly string[]): { readonly can: readonly string[] } | Slip {
  const form = `want {"ringback":${protocol},"can":["getCallInfo"]}`
  const json = parseObject(line)
  if (!json) return { slip: `It greeted with ${formatValue(line)}, which is no JSON object: ${form}.` }
  if (json.ringback !== protocol) {
    return {
      slip: `It speaks version ${formatValue(json.ringback)} of the protocol, and this ringback ${protocol}: ${form}.`,
    }
  }
  const can: unknown = json.can
  if (!Array.isArray(can))
    return { slip: `It greeted with ${formatValue(line)}, without a list of what it can do: ${form}.` }
  const known: string[] = []
  for (const one of can) {
    if (asks.includes(one)) known.push(one)
    else {
      const guess = typeof one === 'string' ? explainNearest(one, asks) : ''
      return { slip: `It says it can do ${formatValue(one)}.${guess || ` Want of ${formatList(asks, 'and')}.`}` }
    }
  }
  return { can: known }
}

/** Reads an adapter's answer. */
export function parseAnswer(line: string): Answer | Slip {
  const json = parseObject(line)
  if (!json) {
    return {
      slip: `It printed ${formatValue(line)} on stdout, which is no JSON object: want answers there alone, and the rest on stderr.`,
    }
  }
  const { id, error } = json
  if (typeof id !== 'number')
    return { slip: `It answered ${formatValue(line)}, without the id of a question: want it as it was asked.` }
  const hasValue = Object.hasOwn(json, 'value')
  const hasError = Object.hasOwn(json, 'error')
  if (hasValue === hasError) {
    return {
      id,
      slip: `It answered ${formatValue(line)}: want either a value or an error, the value null if there is none.`,
    }
  }
  if (hasValue) return { id, came: { is: 'value', value: json.value ?? undefined } }
  if (typeof error !== 'object' || error === null) {
    return {
      id,
      slip: `It answered with the error ${formatValue(error)}: want {"code":101004,"message":"…"}, without code if there is none.`,
    }
  }
  const code: unknown = Reflect.get(error, 'code') ?? undefined
  const message: unknown = Reflect.get(error, 'message') ?? ''
  if (code !== undefined && !(typeof code === 'number' && Number.isInteger(code))) {
    return { id, slip: `It answered with the code ${formatValue(code)}: want a whole number, or no code.` }
  }
  return { id, came: { is: 'error', code, message: typeof message === 'string' ? message : formatValue(message) } }
}

function parseObject(line: string): { readonly [name: string]: unknown } | undefined {
  try {
    const json: unknown = JSON.parse(line)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined
  } catch {
    return undefined
  }
}
