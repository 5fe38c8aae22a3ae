import { type Command, Option } from 'commander'
import { callbackShapes } from '../contracts/callback.ts'
import type { EmulatorOptions } from '../sdk/create-emulator.ts'
import { defineFlag, defineListFlag, toClockMode, toInteger, toRateLimit, toToken } from './flags.ts'

/** The flag that arms a fault from the beginning on. Its texts are read when all of them are there, by `readFaults`. */
export const defineFaultFlag = () =>
  defineListFlag<string>('--fault <yaml>', 'fault to arm from the start, as in scenario files', {
    add: (source, before = []) => [...before, source],
    split: toFaults,
  })

/** Each of several faults in an environment variable begins a line with `{`, so that one may have several lines. */
const toFaults = (text: string): readonly string[] => text.split(/\r?\n(?=[ \t]*\{)/).filter(part => part.trim() !== '')

/** What `start` is told on its command line. */
export interface StartFlags
  extends Pick<
    EmulatorOptions,
    | 'seed'
    | 'clock'
    | 'rateLimit'
    | 'validation'
    | 'auth'
    | 'otherCommands'
    | 'journal'
    | 'controlToken'
    | 'callbacks'
    | 'callbackToken'
    | 'callbackRetries'
    | 'callbackShape'
  > {
  readonly port: number
  readonly host: string
  readonly scenario: string
  readonly fault: readonly string[]
  readonly import?: string
  readonly exportOnExit?: string | undefined
  readonly quiet?: boolean
  readonly https?: boolean
  readonly allowPassthrough?: boolean
}

/** The port if none is named: C-A-L-L on a phone's keys. */
export const defaultPort = 2255

/** Gives a command every flag an emulator is started with; `journal` is how many exchanges it keeps, if it is not the usual. */
export const addStartFlags = (command: Command, journal?: number): Command =>
  command
    .addOption(defineAddress('--port <n>', '0 takes any free one').argParser(toInteger(0, 65_535)).default(defaultPort))
    .addOption(defineAddress('--host <address>', 'the address to listen on').default('127.0.0.1'))
    .addOption(defineFlag('--https', 'the same port takes https, and clients that have it as their proxy'))
    .addOption(defineFlag('--allow-passthrough', 'forward requests for other hosts (default: loopback only)'))
    .addOption(defineFlag('--scenario <file|name>', 'what happens, from a file or the library').default('demo'))
    .addOption(defineFaultFlag())
    .addOption(defineFlag('--import <file>', 'goes on from a snapshot, with its scenario, seed and clock'))
    .addOption(defineFlag('--export-on-exit <file>', 'writes a snapshot when told to stop; --import takes it'))
    .addOption(defineFlag('--seed <n>', "instead of the scenario's").argParser(toInteger(0, 4_294_967_295)))
    .addOption(defineFlag('--clock <mode>', 'real, manual or a speed such as 60x').argParser(toClockMode))
    .addOption(
      defineFlag('--rate-limit <n|off>', 'requests a second, for each application and command').argParser(toRateLimit),
    )
    .addOption(
      defineFlag('--validation <mode>', 'lenient serves what the service is known to tolerate').choices([
        'strict',
        'lenient',
      ]),
    )
    .addOption(defineFlag('--auth <mode>', 'off takes any UserSig').choices(['verify', 'off']))
    .addOption(
      defineFlag(
        '--other-commands <mode>',
        "accept answers other services' commands, such as Chat's, with a success",
      ).choices(['refuse', 'accept']),
    )
    .addOption(
      defineFlag('--journal <n>', 'how many exchanges are kept').argParser(toInteger(0, 1_000_000)).default(journal),
    )
    .addOption(defineFlag('--control-token <token>', 'wanted from whoever uses the control surface').argParser(toToken))
    .addOption(
      defineFlag('--callbacks <reach>', 'how far callbacks go; local is this machine and private networks').choices([
        'local',
        'anywhere',
      ]),
    )
    .addOption(defineFlag('--callback-token <token>', 'signs the callbacks of every application').argParser(toToken))
    .addOption(
      defineFlag('--callback-retries <n>', 'how often an unanswered callback is sent again').argParser(
        toInteger(0, 10),
      ),
    )
    .addOption(
      defineFlag(
        '--callback-shape <shape>',
        'media type in start callbacks: both is CallMediaType and MediaType, sample is CallMediaType alone (default: both)',
      ).choices([...callbackShapes]),
    )

/** Under `exec` the variables of these two flags say where that one serves: whatever is started below it is not meant. */
export function defineAddress(flags: string, description: string): Option {
  const { RINGBACK_URL: url, RINGBACK_HOST: host } = process.env
  const isUnderExec = host !== undefined && url === `http://${host}`
  return isUnderExec ? new Option(flags, description) : defineFlag(flags, description)
}
