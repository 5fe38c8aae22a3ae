import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { CaseRequest, Service } from '../case-runner/case-runner.ts'
import type { ClientResult } from '../conformance/client/case-outcome.ts'
import { toCamelCase } from '../contracts/operation.ts'
import { isRecord, parseJson } from '../text/data.ts'
import { formatValue } from '../text/format.ts'
import { toStartFailure } from './child-process.ts'
import { CliError, exitCodes } from './exit.ts'
import { explainMessage, type Message, type MessageCode, type MessageData } from './messages.ts'
import { sendToGroup } from './process-group.ts'

/** The version of the protocol between ringback and adapters, docs/check-protocol.md. */
const protocol = 1

/** The longest line that is read from an adapter, in characters. */
const longestLine = 1_048_576

/** A process that sends requests by a client, docs/check-protocol.md. */
export interface AdapterProcess {
  /** The commands it offers, in camel case. */
  readonly can: readonly string[]
  /** Whether it has ended, or cannot be used any more. */
  readonly isOver: boolean
  /** Sends it a request; never rejects. It is killed if the request is aborted. */
  ask(request: CaseRequest): Promise<ClientResult>
  /** Closes its stdin, and kills it if it does not end. */
  close(): Promise<void>
}

/** How long an adapter may take to greet, and to end after its stdin is closed, in milliseconds. */
const greetingTimeout = 30_000
const closeTimeout = 2_000

/** How many characters of its stderr are kept. */
const keptStderr = 2_000

/** Kills each running adapter: none of them outlives this process. */
const running = new Set<() => void>()
process.once('exit', () => {
  for (const kill of running) kill()
})

/** Starts an adapter and waits for its greeting. Rejects with a CliError. */
export async function startAdapter(
  command: readonly string[],
  service: Service,
  names: readonly string[],
): Promise<AdapterProcess> {
  const { child, started } = start(command, toEnvironment(service))
  const { stdin, stdout, stderr } = child
  if (!stdin || !stdout || !stderr) throw toAdapterError('adapter-without-streams', {})
  const lines = readLines(stdout, longestLine)
  let lastOutput = ''
  stderr.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk)
    lastOutput = (lastOutput + chunk.toString()).slice(-keptStderr)
  })
  // An adapter that ends before it has read everything is reported by its end.
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => {})
  const gone = new Promise<MessageData<'adapter-ended'>['end']>(resolve =>
    child.once('exit', (code, signal) => {
      resolve({ code, signal })
      // Processes that it has started may hold its stdout; its own last lines arrive within this time.
      setTimeout(lines.end, 50)
    }),
  )
  let isOver = false
  let lastId = 0

  const kill = () => {
    isOver = true
    lines.end()
    if (!sendToGroup(child.pid, 'SIGKILL')) child.kill('SIGKILL')
  }
  running.add(kill)
  void gone.then(() => {
    isOver = true
  })

  async function toEnd(when: 'greeting' | 'request'): Promise<Message<'adapter-ended'>> {
    isOver = true
    const end = await withTimeout(gone, 200, undefined)
    kill()
    const output = lastOutput.trim().split('\n').at(-1) ?? ''
    return { code: 'adapter-ended', data: { end, when, output } }
  }

  const send = (message: object) => void stdin.write(`${JSON.stringify(message)}\n`)
  const toBroken = ({ code, data }: Message): ClientResult => ({ is: 'broken', message: explainMessage(code, data) })

  async function receive(id: number, signal: AbortSignal): Promise<ClientResult> {
    let error: Message | undefined
    for (;;) {
      const piece = await lines.next()
      if (piece === 'too long') {
        kill()
        return toBroken({ code: 'line-too-long', data: { most: longestLine } })
      }
      if (piece === 'end') {
        if (error) return toBroken(error)
        // An aborted request has killed the adapter.
        return signal.aborted ? { is: 'timeout', after: 0 } : toBroken(await toEnd('request'))
      }
      const answer = parseAnswer(piece.line)
      // After invalid output the answer is still awaited, so that it does not reach the next case.
      if ('error' in answer) {
        error ??= answer.error
        if (answer.id === id) return toBroken(error)
      } else if (answer.id === id) {
        return error ? toBroken(error) : answer.came
      } else if (answer.id > id || answer.id < 1) {
        error ??= { code: 'answer-with-wrong-id', data: { id: answer.id, expected: id } }
      }
      // An answer to an earlier request is too late, and ignored.
    }
  }

  await started
  send({ ringback: protocol, ...service })
  const first = await withTimeout(lines.next(), greetingTimeout, 'silence' as const)
  if (first === 'silence' || first === 'end' || first === 'too long') {
    const { code, data } =
      first === 'silence'
        ? ({ code: 'no-greeting', data: { milliseconds: greetingTimeout, protocol } } as const)
        : await toEnd('greeting')
    kill()
    throw toAdapterError(code, data)
  }
  const greeting = parseGreeting(first.line, names)
  if ('error' in greeting) {
    kill()
    throw toAdapterError(greeting.error.code, greeting.error.data)
  }

  return {
    can: greeting.can,
    get isOver() {
      return isOver
    },
    ask({ name, command: asked, body, signal }) {
      const id = ++lastId
      signal.addEventListener('abort', kill, { once: true })
      send({ id, case: name, ask: toCamelCase(asked), body })
      return receive(id, signal).finally(() => signal.removeEventListener('abort', kill))
    },
    async close() {
      stdin.end()
      if (child.exitCode === null && child.signalCode === null) await withTimeout(gone, closeTimeout, undefined)
      kill()
      running.delete(kill)
    },
  }
}

const toAdapterError = <Code extends MessageCode>(code: Code, data: MessageData<Code>) =>
  new CliError(exitCodes.noStart, code, data)

function start(command: readonly string[], env: NodeJS.ProcessEnv) {
  const [file = '', ...args] = command
  const fail = (error: unknown) => toAdapterError('command-not-started', toStartFailure(error, file, args))
  let child: ChildProcess
  try {
    child = spawn(file, args, { env, detached: process.platform !== 'win32', stdio: ['pipe', 'pipe', 'pipe'] })
  } catch (error) {
    throw fail(error)
  }
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    // Also emitted by a kill that fails, more than once.
    child.on('error', error => reject(fail(error)))
  })
  return { child, started }
}

/** The variables of `ringback exec`, for adapters that prefer them to the first line of stdin. */
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

/** The value of a promise within a time in milliseconds, else another value. */
function withTimeout<Value, Else>(promise: Promise<Value>, timeout: number, otherwise: Else): Promise<Value | Else> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Else>(resolve => {
    timer = setTimeout(() => resolve(otherwise), timeout)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** A line that violates the protocol, and the id of the request that it answers, if it names one. */
interface ProtocolError {
  readonly error: Message
  readonly id?: number
}

/** Parses the greeting of an adapter: those of `names` that it offers. */
export function parseGreeting(
  line: string,
  names: readonly string[],
): { readonly can: readonly string[] } | ProtocolError {
  const json = parseJson(line)
  if (!isRecord(json)) return { error: { code: 'greeting-not-json', data: { line, protocol } } }
  const { ringback: version, can } = json
  if (version !== protocol) return { error: { code: 'greeting-with-other-version', data: { version, protocol } } }
  if (!Array.isArray(can)) return { error: { code: 'greeting-without-commands', data: { line, protocol } } }
  const unknown: unknown = can.find(name => !names.includes(name))
  if (unknown !== undefined)
    return { error: { code: 'greeting-with-unknown-command', data: { name: unknown, known: names } } }
  return { can }
}

/** Parses the answer of an adapter. */
export function parseAnswer(line: string): { readonly id: number; readonly came: ClientResult } | ProtocolError {
  const json = parseJson(line)
  if (!isRecord(json)) return { error: { code: 'answer-not-json', data: { line } } }
  const { id, value, error } = json
  if (typeof id !== 'number') return { error: { code: 'answer-without-id', data: { line } } }
  const hasValue = Object.hasOwn(json, 'value')
  if (hasValue === Object.hasOwn(json, 'error')) return { id, error: { code: 'answer-ambiguous', data: { line } } }
  if (hasValue) return { id, came: { is: 'value', value: value ?? undefined } }
  if (typeof error !== 'object' || error === null)
    return { id, error: { code: 'answer-with-invalid-error', data: { error } } }
  const code: unknown = Reflect.get(error, 'code') ?? undefined
  const message: unknown = Reflect.get(error, 'message') ?? ''
  if (code !== undefined && !isInteger(code))
    return { id, error: { code: 'answer-with-invalid-code', data: { errorCode: code } } }
  return { id, came: { is: 'error', code, message: typeof message === 'string' ? message : formatValue(message) } }
}

const isInteger = (value: unknown): value is number => Number.isInteger(value)

/** What a stream yields: a line, a line that is too long, or the end. */
type Piece = { readonly line: string } | 'too long' | 'end'

/** How many lines wait before the stream is paused. */
const mostWaiting = 1_000

/** Reads lines of at most `longest` characters, one at a time; a longer one ends them. Empty lines are skipped, unread lines wait. */
export function readLines(stream: Readable, longest: number) {
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
    async next(): Promise<Piece> {
      const piece = pieces.shift()
      if (piece) {
        if (stream.isPaused()) stream.resume()
        return piece
      }
      return isOver ? 'end' : new Promise(resolve => takers.push(resolve))
    },
    /** Ends the lines, whatever the stream does. */
    end: () => end(),
  }
}
