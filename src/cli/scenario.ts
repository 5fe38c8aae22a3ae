import { Command } from 'commander'
import { findLibraryScenario, libraryNames } from '../scenarios/library.ts'
import { ScenarioError } from '../scenarios/messages.ts'
import { explainNearest } from '../text/suggest.ts'
import { Exit, exitCodes } from './exit.ts'
import { UnreadableFile } from './files.ts'
import { log, print } from './output.ts'
import { readScenarioFile } from './serve.ts'

const validate = new Command('validate')
  .description('Check scenario files and tell every slip in them, with line and column')
  .argument('<file...>')
  .addHelpText('after', '\nExample:\n  ringback scenario validate ringing.scenario.yaml\n')
  .action(async (files: string[]) => {
    const { parseScenario } = await import('../scenarios/parse-yaml.ts')
    for (const file of files) {
      try {
        const text = await readScenarioFile(file)
        const { calls, crowds, faults } = parseScenario(text, { file })
        const crowd = crowds.reduce((sum, one) => sum + one.calls, 0)
        print(`${file}: good, ${calls.length} calls, ${crowd} generated, ${faults.length} faults`)
      } catch (error) {
        if (error instanceof ScenarioError) log(error.message)
        else if (error instanceof UnreadableFile) log(`${file}: ${error.message}.`)
        else throw error
        process.exitCode = exitCodes.usage
      }
    }
  })

const list = new Command('list')
  .description('List the scenarios of the library')
  .addHelpText('after', '\nExample:\n  ringback scenario list\n')
  .action(() => {
    const width = Math.max(...libraryNames.map(name => name.length))
    for (const name of libraryNames) print(`${name.padEnd(width)}  ${findLibraryScenario(name)?.about ?? ''}`)
  })

const show = new Command('show')
  .description('Print a scenario of the library, to be copied and changed')
  .argument('<name>')
  .addHelpText('after', '\nExample:\n  ringback scenario show answered > mine.scenario.yaml\n')
  .action((name: string) => {
    const found = findLibraryScenario(name)
    if (found) return print(found.text.trimEnd())
    const known = `There are ${libraryNames.join(', ')}.`
    throw new Exit(exitCodes.usage, `There is no scenario "${name}".${explainNearest(name, libraryNames)} ${known}`)
  })

const schema = new Command('schema')
  .description('Print the JSON Schema of scenario files, for editors')
  .addHelpText('after', '\nExample:\n  ringback scenario schema > scenario.schema.json\n')
  .action(async () => {
    const { toScenarioJsonSchema } = await import('../scenarios/json-schema.ts')
    print(JSON.stringify(toScenarioJsonSchema(), undefined, 2))
  })

/** `ringback scenario`: the library, and a check of one's own files. */
export const scenario = new Command('scenario')
  .addCommand(validate)
  .addCommand(list)
  .addCommand(show)
  .addCommand(schema)
  .addHelpText('after', '\nExample:\n  ringback scenario list\n')
