import { toDurationText } from '../text/duration.ts'
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
export type InputKind = 'scenario' | 'snapshot' | 'journal' | 'known-issues' | 'evidence'

const inputHints: { readonly [Kind in InputKind]?: string } = {
  'known-issues': ' Expected a list of known issues.',
  evidence: ' Expected a file written by --evidence.',
}

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
  readonly reason: string
}

const serverProblems = {
  address: ({ regions = [] }: { readonly regions?: readonly string[] | undefined }) =>
    `an address with http:// or https://${regions.length > 0 ? `, or a region: ${formatList(regions)}` : ''}`,
  login: () => 'an address without a login',
  query: () => 'an address without a query, which ringback adds',
  'v4-path': () => 'an address without /v4, which ringback adds',
  path: () => 'an address without path and query, which are forwarded as they come',
  http: () => 'https:// for the service, since a UserSig could be read on the way',
}

const adapterForm = (protocol: number) => `{"ringback":${protocol},"can":["getCallInfo"]}`

/** Every message of the command line: a function of its data for each code. */
export const messages = {
  // Values of flags
  'not-an-integer': ({ flag, value, min, max }: FlagValue & { readonly min: number; readonly max: number }) =>
    invalid(flag, `an integer from ${min} to ${max}`, value),
  'not-a-duration': ({ flag, value, max }: FlagValue & { readonly max: number }) =>
    invalid(
      flag,
      `a duration such as 500ms, 3s, 2m30s or 1h${Number.isFinite(max) ? `, at most ${toDurationText(max)}` : ''}`,
      value,
    ),
  'not-a-choice': ({ flag, value, choices }: FlagValue & { readonly choices: readonly string[] }) =>
    `${invalid(flag, formatList(choices), value)}${explainNearest(value, choices)}`,
  'not-a-clock-mode': ({ flag, value }: FlagValue) => invalid(flag, 'real, manual or a speed such as 60x', value),
  'not-a-rate-limit': ({ flag, value }: FlagValue) => invalid(flag, 'an integer from 1 to 1000000, or off', value),
  'not-a-token': ({ flag }: FlagValue) => invalid(flag, 'letters, digits and punctuation without spaces'),
  'not-a-report-target': ({ flag, value }: FlagValue) =>
    invalid(flag, 'FORMAT=FILE, such as json=ringback.json', value),
  'duplicate-report-target': ({ flag, file }: FlagValue & { readonly file: string }) =>
    `Invalid ${flag}: ${file === '-' ? 'stdout' : formatValue(file)} is named twice. Use one file for each format.`,
  'unknown-report-format': ({
    format,
    formats,
  }: FlagValue & { readonly format: string; readonly formats: readonly string[] }) =>
    `Unknown format ${formatValue(format)}.${orKnown(format, formats, 'Formats')}`,
  'not-a-template': ({ flag, value }: FlagValue) => invalid(flag, 'NAME=TEMPLATE, such as CALL_API={url}', value),
  'not-a-variable-name': ({
    flag,
    name,
    meant,
  }: FlagValue & { readonly name: string; readonly meant: string | undefined }) =>
    `${invalid(flag, 'a variable name of letters, digits and _', name)}${didYouMean(meant)}`,
  'unknown-placeholder': ({
    placeholder,
    known,
  }: FlagValue & { readonly placeholder: string; readonly known: readonly string[] }) =>
    `Unknown placeholder ${placeholder}.${
      explainNearest(placeholder.slice(1, -1), known) || ` Placeholders: ${known.map(each => `{${each}}`).join(' ')}.`
    }`,
  'not-a-command-line': ({ flag, problem }: FlagValue & { readonly problem: string }) => {
    if (problem === 'backslash') return `Invalid ${flag}: it ends with a backslash. Remove or double it.`
    if (problem === 'empty') return invalid(flag, 'a command, such as "python3 adapter.py"')
    return `Invalid ${flag}: the quotation mark ${problem} is not closed.`
  },
  'not-a-server': ({
    flag,
    value,
    problem,
    meant,
    regions,
  }: FlagValue & {
    readonly problem: keyof typeof serverProblems
    readonly meant?: string | undefined
    readonly regions?: readonly string[] | undefined
  }) =>
    `${invalid(flag, serverProblems[problem]({ regions }), problem === 'login' ? undefined : value)}${didYouMean(meant)}`,
  'not-a-sweep-part': ({ flag, details }: FlagValue & { readonly details: string }) => `Invalid ${flag}: ${details}`,
  'not-a-selection': ({ flag, value }: FlagValue) =>
    invalid(flag, 'ids of cases, commands or both, such as RB-C60,get_call_info', value),
  'invalid-url': ({ flag, value }: FlagValue) => invalid(flag, 'an address such as http://127.0.0.1:2255', value),
  'invalid-switch': ({ flag, value }: FlagValue) => invalid(flag, 'true or false', value),
  'invalid-callback-url': ({ url, meant }: { readonly url: string; readonly meant: string | undefined }) =>
    `${invalid('URL', 'an address with http:// or https:// of at most 2048 characters', url)}${didYouMean(meant)}`,

  // Use of flags
  'renamed-flag': ({ old, now }: { readonly old: string; readonly now: string }) =>
    `${old} has been renamed. Use ${now}.`,
  'ignored-flag': ({
    flag,
    because,
  }: {
    readonly flag: string
    readonly because: 'import' | 'no-command' | 'list' | 'read-only' | 'doctor'
  }) => {
    const reasons = {
      import: 'the snapshot of --import contains the scenario, the seed and the clock',
      'no-command': 'no command is given',
      list: '--list only prints the cases',
      'read-only': 'no call is started without --write',
      doctor: 'doctor writes no snapshot',
    }
    return `${flag} would have no effect: ${reasons[because]}.`
  },
  'unknown-variable': ({ name, nearest }: { readonly name: string; readonly nearest: string | undefined }) =>
    `Unknown variable ${name}.${nearest === undefined ? ' It has no effect.' : ` Did you mean ${nearest}?`}`,
  'misplaced-command': ({ name }: { readonly name: string }) =>
    `Pass the command after --: ringback ${name} [options] -- CMD`,
  'unavailable-placeholder': ({
    placeholder,
    known,
  }: {
    readonly placeholder: string
    readonly known: readonly string[]
  }) => `Unavailable placeholder ${placeholder}. Available: ${known.map(each => `{${each}}`).join(' ')}.`,
  'stdout-taken': ({ flags }: { readonly flags: readonly string[] }) =>
    `Only one output can go to stdout. Use one of ${formatList(flags, 'and')}.`,
  'passthrough-without-https': () =>
    '--allow-passthrough requires --https or --intercept: without them no request passes through the emulator.',
  'fault-with-import': () =>
    '--fault and --import cannot be combined, since a snapshot contains faults. Add faults with POST /_ringback/faults.',
  'too-many-faults': ({ count: got, most }: { readonly count: number; readonly most: number }) =>
    `Too many faults: expected at most ${most} --fault flags, got ${got}.`,
  'missing-secret-key': ({
    sdkAppId,
    demoAppId,
    userSig,
  }: {
    readonly sdkAppId: number
    readonly demoAppId: number
    readonly userSig: boolean
  }) =>
    `Missing secret key of application ${sdkAppId}. Pass --secret-key${userSig ? ' or --usersig' : ''}, or set RINGBACK_SECRET_KEY. The demo key signs for application ${demoAppId} only.`,
  'url-without-usersig': () => 'The URL has no parameter usersig. Pass a URL that has one, or the UserSig alone.',
  'invalid-sarif-location': ({ file, root }: { readonly file: string; readonly root: string }) =>
    invalid('--sarif-location', `a file in ${root}`, file),
  'missing-target': () => 'Missing --target. Pass the address of a server, such as http://127.0.0.1:2255.',
  'demo-application-at-service': () =>
    'The service does not know the demo application. Pass --sdkappid, and --secret-key or --usersig, or set their variables.',
  'flood-without-write': () => '--flood requires --write.',
  'missing-upstream': () =>
    'Missing --upstream. Pass the address of a server, such as http://127.0.0.1:8080 or Singapore.',
  'upstream-is-self': ({ host }: { readonly host: string }) =>
    `${host} is the address that ringback listens on. Pass another server, or --port 0.`,
  'not-for-sweep': ({ flag }: { readonly flag: string }) =>
    `${flag} cannot be used with sweep: each run has an emulator of its own on a free port.`,
  'two-adapters': () => '--adapter and the command after -- both name the adapter. Use one of them.',
  'missing-adapter': () =>
    'Missing adapter. Pass its command after --, as in ringback check -- python3 adapter.py, or --adapter CMD.',
  'unknown-case': ({ word, known }: { readonly word: string; readonly known: readonly string[] }) =>
    `Unknown case or command ${formatValue(word)}.${explainNearest(word, known) || ' --list prints all of them.'}`,

  // Files
  'unreadable-file': ({
    file,
    what,
    problem,
  }: {
    readonly file: string
    readonly what: InputKind
    readonly problem: FileProblem
  }) => {
    const firstRun = ' To start without it and write it on exit, pass it to --export-on-exit too.'
    const hint = what === 'snapshot' && problem.code === 'missing' ? firstRun : (inputHints[what] ?? '')
    return `${file}: ${explainFileProblem(problem)}${hint}`
  },
  'unwritable-file': ({
    file,
    what,
    problem,
  }: {
    readonly file: string
    readonly what: OutputKind
    readonly problem:
      | { readonly code: 'folder' }
      | { readonly code: 'no-folder'; readonly folder: string }
      | { readonly code: 'system'; readonly error: string }
  }) => {
    const reason =
      problem.code === 'folder'
        ? 'it is a folder'
        : problem.code === 'no-folder'
          ? `there is no folder ${problem.folder}`
          : problem.error
    return `${file}: Cannot write the ${what}: ${reason}.`
  },
  'not-written': ({
    file,
    what,
    error,
  }: {
    readonly file: string
    readonly what: OutputKind
    readonly error: string
  }) => `${file}: The ${what} could not be written: ${error}. An existing file is unchanged.`,
  written: ({ files }: { readonly files: readonly string[] }) => `Wrote ${files.join(', ')}`,
  'stdout-failed': ({ error }: { readonly error: string }) => `Stdout could not be written: ${error}`,
  'invalid-input': ({ details }: { readonly details: string }) => details,
  'invalid-file': ({ file, details }: { readonly file: string; readonly details: string }) => `${file}: ${details}`,
  'unknown-scenario': ({ name, known }: { readonly name: string; readonly known: readonly string[] }) =>
    `${name}: The file does not exist, and the library has no scenario of that name.${explainNearest(name, known)} Library: ${known.join(', ')}.`,
  'unknown-library-scenario': ({ name, known }: { readonly name: string; readonly known: readonly string[] }) =>
    `Unknown scenario ${formatValue(name)}.${explainNearest(name, known)} Library: ${known.join(', ')}.`,
  'duplicate-journal': ({ file, other }: { readonly file: string; readonly other: string }) =>
    `${file}: It contains the same journal as ${other}, which counts once.`,

  // Servers
  'not-listening': ({
    reason,
    error,
    port,
    host,
  }: {
    readonly reason: string
    readonly error: string
    readonly port: number
    readonly host: string
  }) => {
    if (reason === 'EADDRINUSE')
      return `Port ${port} of ${host} is in use. Stop the process that uses it, or pass --port 0 for a free port.`
    if (reason === 'EACCES')
      return `Port ${port} requires permission. Use a port above 1023, or pass --port 0 for a free port.`
    if (reason === 'EADDRNOTAVAIL' || reason === 'ENOTFOUND') return `${host} is not an address of this machine.`
    return `Cannot listen on port ${port} of ${host}: ${error}`
  },
  'trust-files-not-written': ({ error }: { readonly error: string }) =>
    `Cannot write the files that make clients trust the certificate (${error}). Set TMPDIR to a folder for temporary files.`,
  'control-token': ({ token }: { readonly token: string }) => `The admin API requires the bearer token ${token}`,
  'refused-host': ({ reason }: { readonly reason: string }) => `Refused: ${reason}`,
  'failed-handshake': ({ host, reason }: { readonly host: string; readonly reason: string }) =>
    `A client${host && ` of ${host}`} ${explainHandshake(reason)}.`,
  'no-emulator': ({ url, reason }: { readonly url: string; readonly reason: string }) =>
    `No emulator answers at ${url} (${reason}). Start one with ringback start, or pass --url.`,
  'variables-refused': ({
    url,
    status,
    detail = `it answered HTTP ${status} without variables.`,
  }: {
    readonly url: string
    readonly status: number
    readonly detail?: string | undefined
  }) => `No variables from ${url}: ${detail}${status === 401 ? ' Pass --control-token.' : ''}`,
  'no-https': ({ url }: { readonly url: string }) =>
    `${url} does not serve HTTPS, so clients cannot be redirected to it. Start it with ringback start --https.`,
  'variables-left-out': ({ names, format }: { readonly names: readonly string[]; readonly format: string }) =>
    format === 'github'
      ? `Left out ${formatList(names, 'and')}, which GitHub accepts from no step. Use ringback exec --intercept, or set it in the step's own env.`
      : `Left out ${formatList(names, 'and')}, which this format cannot express. Use --format json.`,

  // Commands that are run
  'command-not-started': ({
    file,
    reason,
    error,
    isLine,
  }: {
    readonly file: string
    readonly reason: string
    readonly error: string
    readonly isLine: boolean
  }) => {
    if (reason === 'EACCES')
      return `${formatValue(file)} is not executable. Make it executable, or name the program that runs it.`
    if (reason !== 'ENOENT') return `${formatValue(file)} could not be started: ${error}`
    const hint = isLine
      ? "It looks like a whole command line. Remove the quotation marks, or use a shell: sh -c '…'."
      : 'Check its spelling and PATH.'
    return `Unknown command ${formatValue(file)}. ${hint}`
  },
  'command-failed': ({ code }: { readonly code: number | null }) =>
    `The command itself ended with ${code === null ? 'a signal' : `exit code ${code}`}.`,
  'timed-out': ({ timeout, command }: { readonly timeout: number; readonly command: string }) =>
    `Timed out after ${toDurationText(timeout)} (--timeout): ${command}`,
  'stopped-processes': () => 'Stopped the processes that the command left running.',
  'escaped-processes': ({
    escaped,
  }: {
    readonly escaped: readonly { readonly pid: number; readonly name: string }[]
  }) => {
    const shown = escaped.slice(0, 5).map(({ pid, name }) => `${pid} (${name})`)
    const more = escaped.length > shown.length ? [`${escaped.length - shown.length} more`] : []
    return `Still running outside the command's process group, and not stopped: ${[...shown, ...more].join(', ')}`
  },
  'no-requests': ({
    url,
    milliseconds,
    failed,
    variables,
    intercept,
    refused,
  }: {
    readonly url: string
    readonly milliseconds: number
    readonly failed: boolean
    readonly variables: readonly string[]
    readonly intercept: boolean
    readonly refused: readonly string[]
  }) => {
    const headline = `No requests received at ${url} in ${toDurationText(milliseconds)}.`
    const failure = failed ? ' The command also failed, perhaps before its first request.' : ''
    if (intercept) {
      const hosts = refused.length > 0 ? ` Requests for other hosts were refused: ${formatList(refused, 'and')}.` : ''
      return `${headline}${failure}${hosts} Run "ringback doctor -- CMD" to see which redirect variables the command reads.`
    }
    const own = variables.filter(name => !name.startsWith('RINGBACK_'))
    const cause =
      own.length > 0
        ? `the client does not read ${formatList(own)}.`
        : 'the client does not know the address. Pass it in a variable that the client reads (--env CALL_API={url}), or use --intercept if the host is hard-coded. Tests that create emulators of their own (ringback/vitest) send no requests here.'
    return `${headline}${failure} Likely cause: ${cause} Variables set: ${formatList(variables, 'and')}.`
  },
  'report-failed': ({ error }: { readonly error: string }) => `The report could not be made: ${error}`,
  'nothing-recorded': ({
    url,
    origin,
    requests,
    failure,
  }: {
    readonly url: string
    readonly origin: string
    readonly requests: number
    readonly failure: string | undefined
  }) => {
    if (requests === 0)
      return `No requests received at ${url}, so nothing was recorded. Pass that address to the client: --env CALL_API={url}.`
    const isDistrusted = /CERT|^UNABLE_TO_/.test(failure ?? '')
    const fix = isDistrusted
      ? 'Name the authority of its certificate in NODE_EXTRA_CA_CERTS.'
      : 'Check that the server is running, and its address.'
    const reason = failure === undefined ? '' : ` (${failure})`
    return `${origin} answered none of ${count(requests, 'request')}${reason}, so nothing was recorded. ${fix}`
  },
  'verify-stopped': ({ signal }: { readonly signal: string }) =>
    `Stopped by ${signal}: the remaining probes were not sent.`,

  // Sweeps
  'sweep-progress': ({
    count: done,
    total,
    failed,
  }: {
    readonly count: number
    readonly total: number
    readonly failed: number
  }) => `${done} of ${total} runs, ${failed} failed`,
  'nothing-to-sweep': ({ hasFaults }: { readonly hasFaults: boolean }) =>
    hasFaults
      ? 'No fault of --only applies to the requests of this command. Run without --only to see the faults that do.'
      : 'No request named a command of the API, so no fault applies. ringback exec reports what is wrong with them.',
  'baseline-failed': ({
    code,
    signal,
    timedOut,
    milliseconds,
    command,
    lines,
    reasons,
  }: {
    readonly code: number | null
    readonly signal: string | null
    readonly timedOut: boolean
    readonly milliseconds: number
    readonly command: string
    readonly lines: readonly string[]
    readonly reasons: readonly string[]
  }) => {
    const end = timedOut
      ? `did not end within ${toDurationText(milliseconds)}`
      : `ended with ${signal === null ? `exit code ${code}` : signal}`
    const sentence = `Without faults this command ${end}, so its runs with faults would show nothing: ${command}`
    return [...lines.map(line => `  ${line}`), sentence, ...reasons].join('\n')
  },
  'baseline-without-requests': ({ reasons }: { readonly reasons: readonly string[] }) => reasons.join('\n'),
  'journal-too-small': ({ total, kept }: { readonly total: number; readonly kept: number }) =>
    `The command sends ${total} requests, and only ${kept} are kept. Pass --journal ${total} or more.`,

  // Adapters of check
  'no-cases': ({ can, selection }: { readonly can: readonly string[]; readonly selection: readonly string[] }) =>
    can.length === 0
      ? 'Nothing was exercised: the adapter offers no command.'
      : `Nothing was exercised: the adapter offers ${can.join(', ')}, and no case of ${selection.join(', ')} is for these.`,
  'cases-left-out': ({ restarts, count: left }: { readonly restarts: number; readonly count: number }) =>
    `The adapter was restarted ${restarts} times; ${count(left, 'case')} did not run.`,
  'adapter-without-streams': () => 'The adapter has no stdin and stdout.',
  'adapter-ended': ({
    end,
    when,
    output,
  }: {
    readonly end: { readonly code: number | null; readonly signal: string | null } | undefined
    readonly when: 'greeting' | 'request'
    readonly output: string
  }) => {
    const how =
      end === undefined
        ? 'closed its stdout'
        : end.signal
          ? `was ended by ${end.signal}`
          : `ended with code ${end.code}`
    const moment = when === 'greeting' ? 'before its greeting' : 'during a request'
    return `The adapter ${how} ${moment}.${output === '' ? '' : ` Its last output: ${formatValue(output, 300)}.`}`
  },
  'line-too-long': ({ most }: { readonly most: number }) =>
    `The adapter printed a line of more than ${most} characters.`,
  'no-greeting': ({ milliseconds, protocol }: { readonly milliseconds: number; readonly protocol: number }) =>
    `The adapter did not greet within ${milliseconds / 1_000} s. Print one line to stdout, such as ${adapterForm(protocol)}, and flush it.`,
  'greeting-not-json': ({ line, protocol }: { readonly line: string; readonly protocol: number }) =>
    invalid('greeting', `a JSON object such as ${adapterForm(protocol)}`, line),
  'greeting-with-other-version': ({ version, protocol }: { readonly version: unknown; readonly protocol: number }) =>
    invalid('greeting', `version ${protocol} of the protocol, as in ${adapterForm(protocol)}`, version ?? null),
  'greeting-without-commands': ({ line, protocol }: { readonly line: string; readonly protocol: number }) =>
    invalid('greeting', `a list "can" of commands, as in ${adapterForm(protocol)}`, line),
  'greeting-with-unknown-command': ({ name, known }: { readonly name: unknown; readonly known: readonly string[] }) =>
    `Unknown command ${formatValue(name)} in the greeting.${orKnown(typeof name === 'string' ? name : '', known, 'Commands')}`,
  'answer-not-json': ({ line }: { readonly line: string }) =>
    `${invalid('answer', 'a JSON object on stdout', line)} Print anything else to stderr.`,
  'answer-without-id': ({ line }: { readonly line: string }) => invalid('answer', 'the id of the request', line),
  'answer-with-wrong-id': ({ id, expected }: { readonly id: number; readonly expected: number }) =>
    invalid('answer', `the id of the request, ${expected}`, id),
  'answer-ambiguous': ({ line }: { readonly line: string }) =>
    `${invalid('answer', 'either a value or an error', line)} Use null for no value.`,
  'answer-with-invalid-error': ({ error }: { readonly error: unknown }) =>
    `${invalid('error in the answer', '{"code":101004,"message":"…"}', error ?? null)} Leave out an unknown code.`,
  'answer-with-invalid-code': ({ errorCode }: { readonly errorCode: unknown }) =>
    invalid('code in the answer', 'an integer or no code', errorCode),

  // Diagnosis of redirection
  'redirect-issue': ({ code, channel, host, agent, reason }: RedirectIssue) => {
    if (code === 'refused') return reason
    const client = `${agent ?? 'A client'} came by ${channel}${host ? `, for ${host}` : ''},`
    return code === 'left'
      ? `${client} and closed the connection without a request.`
      : `${client} and ${explainHandshake(reason)}.`
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
