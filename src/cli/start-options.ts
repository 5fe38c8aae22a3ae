import { callbackShapes } from '../contracts/callback.ts'
import {
  clockMode,
  type Flag,
  flag,
  integer,
  listFlag,
  type OptionsOf,
  oneOf,
  port,
  rateLimit,
  switchFlag,
  text,
  token,
} from './flags.ts'

/** The default port: C-A-L-L on a phone's keys. */
export const defaultPort = 2255

/** The default address. */
export const defaultHost = '127.0.0.1'

/** The flags that an emulator is started with; `journal` is how many exchanges are kept if not the emulator's default. */
export const startFlags = (journal?: number) => ({
  Server: [
    ...addressFlags(),
    switchFlag('--https', 'HTTPS on the same port, and a proxy for clients'),
    switchFlag('--allow-passthrough', 'requests for other hosts are forwarded (default: loopback only)'),
    flag('--control-token <token>', 'bearer token required by the admin API (default: none on loopback)', token),
    flag('--rate-limit <n|off>', 'accepted requests per second, application and command (default: 200)', rateLimit),
    flag(
      '--validation <mode>',
      'lenient accepts what the service tolerates (default: strict)',
      oneOf(['strict', 'lenient']),
    ),
    flag('--auth <mode>', 'off accepts any UserSig (default: verify)', oneOf(['verify', 'off'])),
    flag(
      '--other-commands <mode>',
      "accept answers other services' commands, such as Chat's, with a success (default: refuse)",
      oneOf(['refuse', 'accept']),
    ),
    journalFlag(journal),
  ],
  Scenario: [
    flag('--scenario <file|name>', 'scenario file, or name of a scenario of the library', text, 'demo'),
    listFlag<'--fault <yaml>', string>('--fault <yaml>', 'fault to inject, as in scenario files', text, {
      split: splitFaults,
    }),
    flag('--seed <n>', "random seed; overrides the scenario's", integer(0, 4_294_967_295)),
    flag('--clock <mode>', 'real, manual or a speed such as 60x (default: real)', clockMode),
    flag('--import <file>', 'snapshot to continue from, with its scenario, seed and clock'),
    flag('--export-on-exit <file>', 'file to write a snapshot to on exit, for --import'),
  ],
  Callbacks: [
    flag(
      '--callbacks <reach>',
      'allowed addresses; local is this machine and private networks (default: local)',
      oneOf(['local', 'anywhere']),
    ),
    flag('--callback-token <token>', 'token that signs the callbacks of every application', token),
    flag('--callback-retries <n>', "retries of an unanswered callback; overrides the scenario's", integer(0, 10)),
    flag(
      '--callback-shape <shape>',
      'media type in start callbacks: CallMediaType and MediaType, or as in the sample (default: both)',
      oneOf(callbackShapes),
    ),
  ],
})

/** The values of these flags. */
export type StartOptions = OptionsOf<ReturnType<typeof startFlags>>

/** The flags of the address that a command listens on. */
export const addressFlags = () =>
  [
    address(flag('--port <n>', 'port to listen on; 0 picks a free port', port, defaultPort)),
    address(flag('--host <address>', 'address to listen on', text, defaultHost)),
  ] as const

/** Under `exec` the variables of these flags hold the address of that emulator, which is not for one that is started below it. */
function address<Text extends string, Value>(one: Flag<Text, Value>): Flag<Text, Value> {
  const { RINGBACK_URL: url, RINGBACK_HOST: host } = process.env
  if (host !== undefined && url === `http://${host}`) delete one.envVar
  return one
}

/** `--journal`; `size` is its default, `least` the lowest value. */
export const journalFlag = (size = 1_000, least = 0) =>
  flag('--journal <n>', 'number of exchanges kept', integer(least, 1_000_000), size)

/** The journal size of a whole test run, which is evaluated at its end: up to 260 MB, or 1.2 GB if every body is as long as possible. */
export const defaultRunJournal = 20_000

/** Each of several faults in the variable begins a line with `{`, so that one may have several lines. */
const splitFaults = (lines: string) => lines.split(/\r?\n(?=[ \t]*\{)/).filter(part => part.trim() !== '')
