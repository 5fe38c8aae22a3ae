import { durationForm, toDurationText } from '../text/duration.ts'
import { formatList, formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'

/** A value on the command line or in the environment; `flag` is the flag or its variable. */
interface FlagValue {
  readonly flag: string
  readonly value: string
}

const invalid = (field: string, expected: string, got?: unknown) =>
  `Invalid ${field}: expected ${expected}${got === undefined ? '' : `, got ${formatValue(got)}`}.`

const didYouMean = (meant: string | undefined) => (meant === undefined ? '' : ` Did you mean ${formatValue(meant)}?`)

const orKnown = (word: string, known: readonly string[], what = 'Known') =>
  explainNearest(word, known) || ` ${what}: ${known.join(', ')}.`

const count = (number: number, thing: string) => `${number} ${thing}${number === 1 ? '' : 's'}`

/** Why a file cannot be read. */
export type FileProblem =
  | { readonly code: 'missing' }
  | { readonly code: 'not-a-file'; readonly kind: 'folder' | 'pipe' | 'socket' | 'device' }
  | { readonly code: 'too-large'; readonly largest: number; readonly size?: number }
  | { readonly code: 'no-input' | 'no-end'; readonly milliseconds: number }
  | { readonly code: 'system'; readonly error: string }

function explainFileProblem(problem: FileProblem): string {
  if (problem.code === 'missing') return 'The file does not exist.'
  if (problem.code === 'not-a-file') return `It is a ${problem.kind}, not a file.`
  if (problem.code === 'system') return `The file cannot be read: ${problem.error}.`
  if (problem.code === 'too-large') {
    const { largest, size } = problem
    return `The file is too large: expected at most ${largest} bytes, got ${size ?? 'more'}.`
  }
  const seconds = `${problem.milliseconds / 1000} s`
  return problem.code === 'no-input'
    ? `Nothing was written to this pipe within ${seconds}.`
    : `This pipe did not end within ${seconds}.`
}

/** What a file that is read should contain. */
export type InputKind = 'scenario' | 'snapshot' | 'journal' | 'known-issues' | 'evidence' | 'run'

const inputHints: { readonly [Kind in InputKind]?: string } = {
  'known-issues': ' Expected a list of known issues.',
  evidence: ' Expected a file written by --evidence.',
}

type OutputProblem =
  | { readonly code: 'folder' }
  | { readonly code: 'no-folder'; readonly folder: string }
  | { readonly code: 'system'; readonly error: string }

/** What a file that is written contains. */
export type OutputKind = 'report' | 'snapshot' | 'scenario' | 'evidence'

/** What ends a TLS handshake other than the certificate, by the codes of Node's errors. */
const handshakeErrors: { readonly [code: string]: string } = {
  ERR_SSL_NO_APPLICATION_PROTOCOL: 'offers only HTTP/2, and HTTP/1.1 is required',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'does not support TLS 1.2 or later',
  ERR_SSL_NO_SHARED_CIPHER: 'shares no cipher with ringback',
  ERR_TLS_HANDSHAKE_TIMEOUT: 'started a handshake and sent nothing more',
}

/** Whether a handshake failed for another reason than the certificate. */
export const isUnrelatedToTrust = (reason: string): boolean => Object.hasOwn(handshakeErrors, reason)

/** Why no handshake with a client succeeded, as the end of a sentence; `reason` is an error code, or `closed`. */
function explainHandshake(reason: string): string {
  const other = handshakeErrors[reason]
  if (other !== undefined) return `${other} (${reason})`
  const how = reason === 'closed' ? 'it closed the connection after the certificate' : reason
  return `does not trust the certificate of this run (${how})`
}

/** Kinds of clients, recognized by their user agent or their channel, and how each is made to trust a certificate. */
const trustAdvice: readonly { readonly agent: RegExp; readonly channel?: string; readonly advice: string }[] = [
  {
    agent: /^Java\b|java-http|okhttp|apache-httpclient/i,
    channel: 'JAVA_TOOL_OPTIONS',
    advice:
      'javax.net.ssl.trustStore is set for Java, but a custom SSLContext ignores it. Use the default trust managers, at least in tests.',
  },
  {
    agent: /^node|undici|axios/i,
    channel: 'NODE_OPTIONS',
    advice:
      'NODE_EXTRA_CA_CERTS is set for Node, but a client with its own `ca` option ignores it. Remove that option, or add the file in RINGBACK_CA_FILE to it.',
  },
  {
    agent: /^curl/i,
    advice:
      'CURL_CA_BUNDLE is set for curl, but --cacert and .curlrc override it. Remove these, or use --cacert "$RINGBACK_CA_FILE".',
  },
  {
    agent: /^wget/i,
    advice:
      'Many builds of wget use only the system\'s store. Use --ca-certificate="$RINGBACK_CA_FILE", or a file with such a line named by WGETRC.',
  },
  {
    agent: /^go-http/i,
    advice:
      'SSL_CERT_FILE is set for Go, which reads it only on Linux, and custom RootCAs override it. Add the file in RINGBACK_CA_FILE to RootCAs in tests.',
  },
  {
    agent: /python|urllib|httpx|aiohttp/i,
    advice:
      'SSL_CERT_FILE and REQUESTS_CA_BUNDLE are set for Python, but `verify` or a custom SSLContext overrides them. Pass the file in RINGBACK_CA_FILE.',
  },
  {
    agent: /php|guzzle/i,
    advice:
      'curl.cainfo is set for PHP by PHP_INI_SCAN_DIR, but an option of the client overrides it. Pass the file in RINGBACK_CA_FILE.',
  },
]

/** Something that keeps a client from the emulator, as `doctor` finds it. */
export interface RedirectIssue {
  readonly code: 'refused' | 'untrusted' | 'no-tls' | 'left'
  readonly channel: string
  readonly host: string
  readonly agent: string | undefined
  /** Why a host was refused, or the code of a failed handshake. */
  readonly reason: string
}

const serverProblems = {
  address: (regions: readonly string[] = []) =>
    `an address with http:// or https://${regions.length > 0 ? `, or a region: ${formatList(regions)}` : ''}`,
  login: () => 'an address without a login',
  query: () => 'an address without a query, which ringback adds',
  'v4-path': () => 'an address without /v4, which ringback adds',
  path: () => 'an address without path and query, which are forwarded as they come',
  http: () => 'https:// for the service, since a UserSig could be read on the way',
}

interface ServerProblem {
  readonly problem: keyof typeof serverProblems
  readonly meant?: string | undefined
  readonly regions?: readonly string[] | undefined
}

const ignoredBecause = {
  import: 'the snapshot of --import contains the scenario, the seed and the clock',
  'no-command': 'no command is given',
  list: '--list only prints the cases',
  'read-only': 'no call is started without --write',
  doctor: 'doctor writes no snapshot',
}

/** Facts of a run whose emulator received no request. */
interface NoRequests {
  readonly url: string
  readonly milliseconds: number
  /** Whether the command failed too. */
  readonly failed: boolean
  /** The names of the variables it had. */
  readonly variables: readonly string[]
  readonly intercept: boolean
  readonly refused: readonly string[]
}

/** Facts of a sweep's run without faults that failed. */
interface FailedBaseline {
  readonly code: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly milliseconds: number
  readonly command: string
  readonly lines: readonly string[]
  readonly reasons: readonly string[]
}

type ProcessEnd = { readonly code: number | null; readonly signal: string | null } | undefined

const toPlaceholders = (names: readonly string[]) => names.map(each => `{${each}}`).join(' ')

const adapterForm = (protocol: number) => `{"ringback":${protocol},"can":["getCallInfo"]}`

/** Every message of the command line: a function of its data for each code. */
export const messages = {
  // Values of flags
  'not-an-integer': ({ flag, value, min, max }: FlagValue & { min: number; max: number }) =>
    invalid(flag, `an integer from ${min} to ${max}`, value),
  'not-a-duration': ({ flag, value, max }: FlagValue & { max: number }) =>
    invalid(flag, `${durationForm}${Number.isFinite(max) ? `, at most ${toDurationText(max)}` : ''}`, value),
  'not-a-choice': ({ flag, value, choices }: FlagValue & { choices: readonly string[] }) =>
    `${invalid(flag, formatList(choices), value)}${explainNearest(value, choices)}`,
  'not-a-clock-mode': ({ flag, value }: FlagValue) => invalid(flag, 'real, manual or a speed such as 60x', value),
  'not-a-rate-limit': ({ flag, value }: FlagValue) => invalid(flag, 'an integer from 1 to 1000000, or off', value),
  'not-a-token': ({ flag }: FlagValue) => invalid(flag, 'letters, digits and punctuation without spaces'),
  'not-a-report-target': ({ flag, value }: FlagValue) =>
    invalid(flag, 'FORMAT=FILE, such as json=ringback.json', value),
  'duplicate-report-target': ({ flag, file }: FlagValue & { file: string }) =>
    `Invalid ${flag}: ${file === '-' ? 'stdout' : formatValue(file)} is named twice. Use one file for each format.`,
  'unknown-report-format': ({ format, formats }: FlagValue & { format: string; formats: readonly string[] }) =>
    `Unknown format ${formatValue(format)}.${orKnown(format, formats, 'Formats')}`,
  'not-a-template': ({ flag, value }: FlagValue) => invalid(flag, 'NAME=TEMPLATE, such as CALL_API={url}', value),
  'not-a-variable-name': ({ flag, name, meant }: FlagValue & { name: string; meant: string | undefined }) =>
    `${invalid(flag, 'a variable name of letters, digits and _', name)}${didYouMean(meant)}`,
  'unknown-placeholder': ({ placeholder, known }: FlagValue & { placeholder: string; known: readonly string[] }) =>
    `Unknown placeholder ${placeholder}.${explainNearest(placeholder.slice(1, -1), known) || ` Placeholders: ${toPlaceholders(known)}.`}`,
  'not-a-command-line': ({ flag, problem }: FlagValue & { problem: string }) => {
    if (problem === 'backslash') return `Invalid ${flag}: it ends with a backslash. Remove or double it.`
    if (problem === 'empty') return invalid(flag, 'a command, such as "python3 adapter.py"')
    return `Invalid ${flag}: the quotation mark ${problem} is not closed.`
  },
  'not-a-server': ({ flag, value, problem, meant, regions }: FlagValue & ServerProblem) =>
    `${invalid(flag, serverProblems[problem](regions), problem === 'login' ? undefined : value)}${didYouMean(meant)}`,
  'not-a-sweep-part': ({ flag, details }: FlagValue & { details: string }) => `Invalid ${flag}: ${details}`,
  'not-a-selection': ({ flag, value }: FlagValue) =>
    invalid(flag, 'ids of cases, commands or both, such as RB-C60,get_call_info', value),
  'invalid-url': ({ flag, value }: FlagValue) => invalid(flag, 'an address such as http://127.0.0.1:2255', value),
  'invalid-switch': ({ flag, value }: FlagValue) => invalid(flag, 'true or false', value),
  'invalid-callback-url': ({ url, meant }: { url: string; meant: string | undefined }) =>
    `${invalid('URL', 'an address with http:// or https:// of at most 2048 characters', url)}${didYouMean(meant)}`,

  // Use of flags
  'renamed-flag': ({ old, now }: { old: string; now: string }) => `${old} has been renamed. Use ${now}.`,
  'ignored-flag': ({ flag, because }: { flag: string; because: keyof typeof ignoredBecause }) =>
    `${flag} would have no effect: ${ignoredBecause[because]}.`,
  'unknown-variable': ({ name, nearest }: { name: string; nearest: string | undefined }) =>
    `Unknown variable ${name}.${nearest === undefined ? ' It has no effect.' : ` Did you mean ${nearest}?`}`,
  'misplaced-command': ({ name }: { name: string }) => `Pass the command after --: ringback ${name} [options] -- CMD`,
  'unavailable-placeholder': ({ placeholder, known }: { placeholder: string; known: readonly string[] }) =>
    `Unavailable placeholder ${placeholder}. Available: ${toPlaceholders(known)}.`,
  'stdout-taken': ({ flags }: { flags: readonly string[] }) =>
    `Only one output can go to stdout. Use one of ${formatList(flags, 'and')}.`,
  'passthrough-without-https': () =>
    '--allow-passthrough requires --https or --intercept: without them no request passes through the emulator.',
  'fault-with-import': () =>
    '--fault and --import cannot be combined, since a snapshot contains faults. Add faults with POST /_ringback/faults.',
  'too-many-faults': ({ count: got, most }: { count: number; most: number }) =>
    `Too many faults: expected at most ${most} --fault flags, got ${got}.`,
  'missing-secret-key': (missing: { sdkAppId: number; demoAppId: number; userSig: boolean }) =>
    `Missing secret key of application ${missing.sdkAppId}. Pass --secret-key${missing.userSig ? ' or --usersig' : ''}, or set RINGBACK_SECRET_KEY. The demo key signs for application ${missing.demoAppId} only.`,
  'url-without-usersig': () => 'The URL has no parameter usersig. Pass a URL that has one, or the UserSig alone.',
  'invalid-sarif-location': ({ file, root }: { file: string; root: string }) =>
    invalid('--sarif-location', `a file in ${root}`, file),
  'missing-target': () => 'Missing --target. Pass the address of a server, such as http://127.0.0.1:2255.',
  'demo-application-at-service': () =>
    'The service does not know the demo application. Pass --sdkappid, and --secret-key or --usersig, or set their variables.',
  'flood-without-write': () => '--flood requires --write.',
  'missing-upstream': () =>
    'Missing --upstream. Pass the address of a server, such as http://127.0.0.1:8080 or Singapore.',
  'upstream-is-self': ({ host }: { host: string }) =>
    `${host} is the address that ringback listens on. Pass another server, or --port 0.`,
  'not-for-sweep': ({ flag }: { flag: string }) =>
    `${flag} cannot be used with sweep: each run has an emulator of its own on a free port.`,
  'two-adapters': () => '--adapter and the command after -- both name the adapter. Use one of them.',
  'missing-adapter': () =>
    'Missing adapter. Pass its command after --, as in ringback check -- python3 adapter.py, or --adapter CMD.',
  'unknown-case': ({ word, known }: { word: string; known: readonly string[] }) =>
    `Unknown case or command ${formatValue(word)}.${explainNearest(word, known) || ' --list prints all of them.'}`,

  // Files
  'unreadable-file': ({ file, what, problem }: { file: string; what: InputKind; problem: FileProblem }) => {
    const firstRun = ' To start without it and write it on exit, pass it to --export-on-exit too.'
    const hint = what === 'snapshot' && problem.code === 'missing' ? firstRun : (inputHints[what] ?? '')
    return `${file}: ${explainFileProblem(problem)}${hint}`
  },
  'unwritable-file': ({ file, what, problem }: { file: string; what: OutputKind; problem: OutputProblem }) => {
    const { code } = problem
    const missing = code === 'no-folder' ? `there is no folder ${problem.folder}` : undefined
    return `${file}: Cannot write the ${what}: ${missing ?? (code === 'system' ? problem.error : 'it is a folder')}.`
  },
  'not-written': ({ file, what, error }: { file: string; what: OutputKind; error: string }) =>
    `${file}: The ${what} could not be written: ${error}. An existing file is unchanged.`,
  written: ({ files }: { files: readonly string[] }) => `Wrote ${files.join(', ')}`,
  'stdout-failed': ({ error }: { error: string }) => `Stdout could not be written: ${error}`,
  'invalid-input': ({ details }: { details: string }) => details,
  'invalid-file': ({ file, details }: { file: string; details: string }) => `${file}: ${details}`,
  'no-saved-run': ({ file }: { file: string }) =>
    `${file}: Invalid page: expected one that --report html=FILE has written.`,
  'unknown-scenario': ({ name, known }: { name: string; known: readonly string[] }) =>
    `${name}: The file does not exist, and the library has no scenario of that name.${explainNearest(name, known)} Library: ${known.join(', ')}.`,
  'unknown-library-scenario': ({ name, known }: { name: string; known: readonly string[] }) =>
    `Unknown scenario ${formatValue(name)}.${explainNearest(name, known)} Library: ${known.join(', ')}.`,
  'duplicate-journal': ({ file, other }: { file: string; other: string }) =>
    `${file}: It contains the same journal as ${other}, which counts once.`,

  // Servers
  'not-listening': ({ reason, error, port, host }: { reason: string; error: string; port: number; host: string }) => {
    if (reason === 'EADDRINUSE')
      return `Port ${port} of ${host} is in use. Stop the process that uses it, or pass --port 0 for a free port.`
    if (reason === 'EACCES')
      return `Port ${port} requires permission. Use a port above 1023, or pass --port 0 for a free port.`
    if (reason === 'EADDRNOTAVAIL' || reason === 'ENOTFOUND') return `${host} is not an address of this machine.`
    return `Cannot listen on port ${port} of ${host}: ${error}`
  },
  'trust-files-not-written': ({ error }: { error: string }) =>
    `Cannot write the files that make clients trust the certificate (${error}). Set TMPDIR to a folder for temporary files.`,
  'control-token': ({ token }: { token: string }) => `The admin API requires the bearer token ${token}`,
  'browser-not-opened': ({ address, problem }: { address: string; problem: string }) =>
    `No browser could be started (${problem}). Open ${address} yourself.`,
  'refused-host': ({ reason }: { reason: string }) => `Refused: ${reason}`,
  'failed-handshake': ({ host, reason }: { host: string; reason: string }) =>
    `A client${host && ` of ${host}`} ${explainHandshake(reason)}.`,
  'no-emulator': ({ url, reason }: { url: string; reason: string }) =>
    `No emulator answers at ${url} (${reason}). Start one with ringback start, or pass --url.`,
  'variables-refused': ({ url, status, detail }: { url: string; status: number; detail: string | undefined }) =>
    `No variables from ${url}: ${detail ?? `it answered HTTP ${status} without variables.`}${status === 401 ? ' Pass --control-token.' : ''}`,
  'no-https': ({ url }: { url: string }) =>
    `${url} does not serve HTTPS, so clients cannot be redirected to it. Start it with ringback start --https.`,
  'variables-left-out': ({ names, format }: { names: readonly string[]; format: string }) =>
    format === 'github'
      ? `Left out ${formatList(names, 'and')}, which GitHub accepts from no step. Use ringback exec --intercept, or set it in the step's own env.`
      : `Left out ${formatList(names, 'and')}, which this format cannot express. Use --format json.`,

  // Commands that are run
  'command-not-started': (failed: { file: string; reason: string; error: string; isLine: boolean }) => {
    const file = formatValue(failed.file)
    if (failed.reason === 'EACCES')
      return `${file} is not executable. Make it executable, or name the program that runs it.`
    if (failed.reason !== 'ENOENT') return `${file} could not be started: ${failed.error}`
    const isLine = "It looks like a whole command line. Remove the quotation marks, or use a shell: sh -c '…'."
    return `Unknown command ${file}. ${failed.isLine ? isLine : 'Check its spelling and PATH.'}`
  },
  'command-failed': ({ code }: { code: number | null }) =>
    `The command itself ended with ${code === null ? 'a signal' : `exit code ${code}`}.`,
  'timed-out': ({ timeout, command }: { timeout: number; command: string }) =>
    `Timed out after ${toDurationText(timeout)} (--timeout): ${command}`,
  'stopped-processes': () => 'Stopped the processes that the command left running.',
  'escaped-processes': ({ escaped }: { escaped: readonly { readonly pid: number; readonly name: string }[] }) => {
    const shown = escaped.slice(0, 5).map(({ pid, name }) => `${pid} (${name})`)
    const more = escaped.length > shown.length ? [`${escaped.length - shown.length} more`] : []
    return `Still running outside the command's process group, and not stopped: ${[...shown, ...more].join(', ')}`
  },
  'no-requests': ({ url, milliseconds, failed, variables, intercept, refused }: NoRequests) => {
    const failure = failed ? ' The command also failed, perhaps before its first request.' : ''
    const headline = `No requests received at ${url} in ${toDurationText(milliseconds)}.${failure}`
    if (intercept) {
      const hosts = refused.length > 0 ? ` Requests for other hosts were refused: ${formatList(refused, 'and')}.` : ''
      return `${headline}${hosts} Run "ringback doctor -- CMD" to see which redirect variables the command reads.`
    }
    const own = variables.filter(name => !name.startsWith('RINGBACK_'))
    const cause =
      own.length > 0
        ? `the client does not read ${formatList(own)}.`
        : 'the client does not know the address. Pass it in a variable that the client reads (--env CALL_API={url}), or use --intercept if the host is hard-coded. Tests that create emulators of their own (ringback/vitest) send no requests here.'
    return `${headline} Likely cause: ${cause} Variables set: ${formatList(variables, 'and')}.`
  },
  'report-failed': ({ error }: { error: string }) => `The report could not be made: ${error}`,
  'nothing-recorded': (nothing: { url: string; origin: string; requests: number; failure: string | undefined }) => {
    const { url, origin, requests, failure } = nothing
    if (requests === 0)
      return `No requests received at ${url}, so nothing was recorded. Pass that address to the client: --env CALL_API={url}.`
    const fix = /CERT|^UNABLE_TO_/.test(failure ?? '')
      ? 'Name the authority of its certificate in NODE_EXTRA_CA_CERTS.'
      : 'Check that the server is running, and its address.'
    const reason = failure === undefined ? '' : ` (${failure})`
    return `${origin} answered none of ${count(requests, 'request')}${reason}, so nothing was recorded. ${fix}`
  },
  'verify-stopped': ({ signal }: { signal: string }) => `Stopped by ${signal}: the remaining probes were not sent.`,

  // Sweeps
  'sweep-progress': ({ count: done, total, failed }: { count: number; total: number; failed: number }) =>
    `${done} of ${total} runs, ${failed} failed`,
  'nothing-to-sweep': ({ hasFaults }: { hasFaults: boolean }) =>
    hasFaults
      ? 'No fault of --only applies to the requests of this command. Run without --only to see the faults that do.'
      : 'No request named a command of the API, so no fault applies. ringback exec reports what is wrong with them.',
  'baseline-failed': ({ code, signal, timedOut, milliseconds, command, lines, reasons }: FailedBaseline) => {
    const end = timedOut
      ? `did not end within ${toDurationText(milliseconds)}`
      : `ended with ${signal === null ? `exit code ${code}` : signal}`
    const sentence = `Without faults this command ${end}, so its runs with faults would show nothing: ${command}`
    return [...lines.map(line => `  ${line}`), sentence, ...reasons].join('\n')
  },
  'baseline-without-requests': ({ reasons }: { reasons: readonly string[] }) => reasons.join('\n'),
  'journal-too-small': ({ total, kept }: { total: number; kept: number }) =>
    `The command sends ${total} requests, and only ${kept} are kept. Pass --journal ${total} or more.`,

  // Adapters of check
  'no-cases': ({ can, selection }: { can: readonly string[]; selection: readonly string[] }) =>
    can.length === 0
      ? 'Nothing was exercised: the adapter offers no command.'
      : `Nothing was exercised: the adapter offers ${can.join(', ')}, and no case of ${selection.join(', ')} is for these.`,
  'cases-left-out': ({ restarts, count: left }: { restarts: number; count: number }) =>
    `The adapter was restarted ${restarts} times; ${count(left, 'case')} did not run.`,
  'adapter-without-streams': () => 'The adapter has no stdin and stdout.',
  'adapter-ended': ({ end, when, output }: { end: ProcessEnd; when: 'greeting' | 'request'; output: string }) => {
    const how = end && (end.signal ? `was ended by ${end.signal}` : `ended with code ${end.code}`)
    const time = when === 'greeting' ? 'before its greeting' : 'during a request'
    const last = output === '' ? '' : ` Its last output: ${formatValue(output, 300)}.`
    return `The adapter ${how ?? 'closed its stdout'} ${time}.${last}`
  },
  'line-too-long': ({ most }: { most: number }) => `The adapter printed a line of more than ${most} characters.`,
  'no-greeting': ({ milliseconds, protocol }: { milliseconds: number; protocol: number }) =>
    `The adapter did not greet within ${milliseconds / 1_000} s. Print one line to stdout, such as ${adapterForm(protocol)}, and flush it.`,
  'greeting-not-json': ({ line, protocol }: { line: string; protocol: number }) =>
    invalid('greeting', `a JSON object such as ${adapterForm(protocol)}`, line),
  'greeting-with-other-version': ({ version, protocol }: { version: unknown; protocol: number }) =>
    invalid('greeting', `version ${protocol} of the protocol, as in ${adapterForm(protocol)}`, version ?? null),
  'greeting-without-commands': ({ line, protocol }: { line: string; protocol: number }) =>
    invalid('greeting', `a list "can" of commands, as in ${adapterForm(protocol)}`, line),
  'greeting-with-unknown-command': ({ name, known }: { name: unknown; known: readonly string[] }) =>
    `Unknown command ${formatValue(name)} in the greeting.${orKnown(typeof name === 'string' ? name : '', known, 'Commands')}`,
  'answer-not-json': ({ line }: { line: string }) =>
    `${invalid('answer', 'a JSON object on stdout', line)} Print anything else to stderr.`,
  'answer-without-id': ({ line }: { line: string }) => invalid('answer', 'the id of the request', line),
  'answer-with-wrong-id': ({ id, expected }: { id: number; expected: number }) =>
    invalid('answer', `the id of the request, ${expected}`, id),
  'answer-ambiguous': ({ line }: { line: string }) =>
    `${invalid('answer', 'either a value or an error', line)} Use null for no value.`,
  'answer-with-invalid-error': ({ error }: { error: unknown }) =>
    `${invalid('error in the answer', '{"code":101004,"message":"…"}', error ?? null)} Leave out an unknown code.`,
  'answer-with-invalid-code': ({ errorCode }: { errorCode: unknown }) =>
    invalid('code in the answer', 'an integer or no code', errorCode),

  // Diagnosis of redirection
  'redirect-issue': ({ code, channel, host, agent, reason }: RedirectIssue) => {
    if (code === 'refused') return reason
    const client = `${agent ?? 'A client'} came by ${channel}${host ? `, for ${host}` : ''},`
    return `${client} and ${code === 'left' ? 'closed the connection without a request' : explainHandshake(reason)}.`
  },
  'redirect-advice': ({ code, channel, agent }: RedirectIssue) => {
    if (code === 'refused')
      return "If the command needs that host in tests, pass --allow-passthrough; hosts of the vendor's domains are refused regardless."
    if (code === 'no-tls')
      return 'The certificate is not the cause. Let the client use HTTP/1.1 over TLS 1.2 or later, at least in tests.'
    if (code === 'left') return 'The client may pin a certificate or key of the service. Check its output.'
    const kind = trustAdvice.find(one => (agent !== undefined && one.agent.test(agent)) || one.channel === channel)
    return (
      kind?.advice ??
      'The client reads none of SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and NODE_EXTRA_CA_CERTS, or overrides them. Let it trust the file in RINGBACK_CA_FILE.'
    )
  },
  'no-redirected-requests': () =>
    "No connection arrived by any variable. Most likely the command ended before its first request, or its client ignores proxy variables and runs neither on Node nor on Java, such as Python's http.client, PHP's streams and a Go Transport without Proxy: then it called the real host. Give the client a setting for its base URL and pass it with --env NAME={url}, or set its proxy to HTTPS_PROXY.",
} satisfies { readonly [code: string]: (data: never) => string }

/** The code of a message. */
export type MessageCode = keyof typeof messages

/** The data of a message. */
export type MessageData<Code extends MessageCode> = Code extends MessageCode
  ? Parameters<(typeof messages)[Code]> extends [infer Data]
    ? Data
    : Readonly<Record<string, never>>
  : never

/** A message as a code and its data. */
export type Message<Code extends MessageCode = MessageCode> = {
  readonly [One in Code]: { readonly code: One; readonly data: MessageData<One> }
}[Code]

/** The text of a message. */
export function explainMessage<Code extends MessageCode>(code: Code, data: MessageData<Code>): string {
  // The code decides the type of its data, which the signature checks.
  const toText = messages[code] as (data: MessageData<Code>) => string
  return toText(data)
}
