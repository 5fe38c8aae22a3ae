import { Command } from 'commander'
import { findLibraryScenario, libraryNames } from '../scenarios/library.ts'
import { ScenarioError } from '../scenarios/messages.ts'
import { toCount } from '../text/format.ts'
import { exitCodes, UsageError } from './exit.ts'
import { UnreadableFile } from './files.ts'
import { log, logMessage, print } from './output.ts'
import { readScenarioText } from './serve.ts'

const validate = new Command('validate')
  .description('Check scenario files and report every error')
  .argument('<file...>')
  .addHelpText('after', '\nExample:\n  ringback scenario validate ringing.scenario.yaml\n')
  .action(async (files: string[]) => {
    const { parseScenario } = await import('../scenarios/yaml.ts')
    for (const file of files) {
      try {
        const { calls, generate, faults } = parseScenario(await readScenarioText(file), { file })
        const generated = generate.reduce((sum, one) => sum + one.calls, 0)
        print(
          `${file}: valid, ${toCount(calls.length, 'call')}, ${toCount(generated, 'generated call')}, ${toCount(faults.length, 'fault')}`,
        )
      } catch (error) {
        if (error instanceof ScenarioError) log(error.message)
        else if (!(error instanceof UnreadableFile)) throw error
        else logMessage('unreadable-file', { file, what: 'scenario', problem: error.problem })
        process.exitCode = exitCodes.usage
      }
    }
  })

const list = new Command('list')
  .description('List the scenarios of the library')
  .addHelpText('after', '\nExample:\n  ringback scenario list\n')
  .action(() => {
    const width = Math.max(...libraryNames.map(name => name.length))
    for (const name of libraryNames) print(`${name.padEnd(width)}  ${findLibraryScenario(name)?.description ?? ''}`)
  })

const show = new Command('show')
  .description('Print a scenario of the library')
  .argument('<name>')
  .addHelpText('after', '\nExample:\n  ringback scenario show answered > mine.scenario.yaml\n')
  .action((name: string) => {
    const found = findLibraryScenario(name)
    if (!found) throw new UsageError('unknown-library-scenario', { name, known: libraryNames })
    print(found.text.trimEnd())
  })

const schema = new Command('schema')
  .description('Print the JSON Schema of scenario files, for editors')
  .addHelpText('after', '\nExample:\n  ringback scenario schema > scenario.schema.json\n')
  .action(async () => {
    const { toScenarioJsonSchema } = await import('../scenarios/schema.ts')
    print(JSON.stringify(toScenarioJsonSchema(), undefined, 2))
  })

/** `ringback scenario`: validates files, and lists and prints the library. */
export const scenario = new Command('scenario')
  .addCommand(validate)
  .addCommand(list)
  .addCommand(show)
  .addCommand(schema)
  .addHelpText('after', '\nExample:\n  ringback scenario list\n')
