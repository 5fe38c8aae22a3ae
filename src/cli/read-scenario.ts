import { readFile } from 'node:fs/promises'
import type { ScenarioSource } from '../adapters/to-plan.ts'
import { findLibraryScenario, libraryNames } from '../scenarios/library.ts'
import { ScenarioError } from '../scenarios/problems.ts'
import { explainNearest } from '../words/suggest.ts'
import { Exit, exitCodes } from './exit.ts'

/** A scenario by its name in the library, or from a file. Ends the process with a sentence if there is none, or it is not valid. */
export async function readScenario(nameOrFile: string): Promise<ScenarioSource> {
  const found = findLibraryScenario(nameOrFile)
  if (found) return found.name
  return parseFile(nameOrFile, await readText(nameOrFile))
}

/** Why a file could not be read. */
export function explainUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOENT' ? 'There is no such file' : `It cannot be read (${code ?? String(error)})`
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const names = `The library has ${libraryNames.join(', ')}.`
    throw new Exit(
      exitCodes.usage,
      `${file}: ${explainUnreadable(error)}, and no scenario of that name.${explainNearest(file, libraryNames)} ${names}`,
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
