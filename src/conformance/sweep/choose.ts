import type { Mutant } from './mutant.ts'

/** Which runs there will be, in the order in which they are begun, and which there won't. */
export interface Choice {
  readonly chosen: readonly Mutant[]
  readonly leftOut: readonly Mutant[]
}

/**
 * Chooses at most so many runs, the same ones for the same seed. Everything that can befall a command comes once before
 * anything comes a second time, to another exchange; where there is no room for all, no command has the room of another.
 */
export function choose(mutants: readonly Mutant[], most: number, seed: number): Choice {
  const toKey = ({ command, nth, meets }: Mutant) => `${command} ${nth} ${meets.name}`
  // What befalls the first exchange of a command shows most, so it stays the first.
  const ordered = sortBy(mutants, mutant => (mutant.nth === 1 ? -1 : toHash(`${seed} ${toKey(mutant)}`)))
  const rounds = countBefore(ordered, ({ command, meets }) => `${command} ${meets.name}`)
  const shuffled = sortBy(mutants, ({ command, meets }) => toHash(`${seed} ${command} ${meets.name}`))
  const places = countBefore(shuffled, mutant => `${mutant.command} ${rounds.get(mutant)}`)
  const ranked = [...mutants].sort(
    (one, other) => at(rounds, one) - at(rounds, other) || at(places, one) - at(places, other),
  )
  return { chosen: ranked.slice(0, most), leftOut: ranked.slice(most) }
}

const at = (counts: ReadonlyMap<Mutant, number>, mutant: Mutant) => counts.get(mutant) ?? 0

/** How many of the same key come before each. */
function countBefore(mutants: readonly Mutant[], toKey: (mutant: Mutant) => string): ReadonlyMap<Mutant, number> {
  const counts = new Map<string, number>()
  return new Map(
    mutants.map(mutant => {
      const key = toKey(mutant)
      const before = counts.get(key) ?? 0
      counts.set(key, before + 1)
      return [mutant, before] as const
    }),
  )
}

function sortBy(mutants: readonly Mutant[], toNumber: (mutant: Mutant) => number): readonly Mutant[] {
  return mutants
    .map(mutant => ({ mutant, number: toNumber(mutant) }))
    .sort((one, other) => one.number - other.number)
    .map(({ mutant }) => mutant)
}

/** A number that follows from a text and looks like none of its neighbours' (FNV-1a, stirred). */
function toHash(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
