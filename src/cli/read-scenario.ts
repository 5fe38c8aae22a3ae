import { findLibraryScenario, libraryNames } from '../scenarios/library.ts'
import { ScenarioError } from '../scenarios/problems.ts'
import type { ScenarioSource } from '../sdk/to-plan.ts'
import { explainNearest } from '../text/suggest.ts'
import { Exit, exitCodes } from './exit.ts'
import { readInput, UnreadableFile } from './read-file.ts'

/** A scenario by its name in the library, or from a file. Ends the process with a sentence if there is none, or it is not valid. */
export async function readScenario(nameOrFile: string): Promise<ScenarioSource> {
  const found = findLibraryScenario(nameOrFile)
  if (found) return found.name
  return parseFile(nameOrFile, await readText(nameOrFile))
}

/** The most bytes that are read of a scenario file: a scenario has at most 1,048,576 characters, of up to 4 bytes each. */
const largestScenario = 4_194_304

/** The text of a scenario file. Throws an UnreadableFile. */
export const readScenarioFile = async (file: string): Promise<string> =>
  (await readInput(file, { largest: largestScenario })).toString()

async function readText(file: string): Promise<string> {
  try {
    return await readScenarioFile(file)
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    if (!error.isMissing) throw new Exit(exitCodes.usage, `${file}: ${error.message}.`)
    const names = `The library has ${libraryNames.join(', ')}.`
    throw new Exit(
      exitCodes.usage,
      `${file}: ${error.message}, and no scenario of that name.${explainNearest(file, libraryNames)} ${names}`,
    )
  }
}

async function parseFile(file: string, text: string) {
  const { parseScenario } = await import('../scenarios/parse.ts')
  try {
    return parseScenario(text, { file })
  } catch (error) {
    if (error instanceof ScenarioError) throw new Exit(exitCodes.usage, error.message)
    throw error
  }
}
