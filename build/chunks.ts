/** What a bundler knows of its modules. */
interface Modules {
  getModuleInfo(id: string): { readonly importers: readonly string[] } | null
}

/**
 * Puts everything that a module reaches without a lazy import into one chunk, for each of some modules by the name of its
 * chunk; what several reach is in the first one's. Left alone, whatever lazy parts share becomes a chunk of its own, and
 * every start reads them all: thirty files cost 8 ms.
 */
export function groupChunks(roots: { readonly [name: string]: string }) {
  const isReached = (id: string, root: string, modules: Modules, seen: Set<string>): boolean => {
    if (id === root) return true
    if (seen.has(id)) return false
    seen.add(id)
    return modules.getModuleInfo(id)?.importers.some(other => isReached(other, root, modules, seen)) ?? false
  }
  const groups = Object.entries(roots).map(([name, root], index, all) => ({
    name: (id: string, modules: Modules) => (id !== root && isReached(id, root, modules, new Set()) ? name : undefined),
    // A group takes what its modules import as well, unless a group of a higher priority has it.
    priority: all.length - index,
  }))
  return { codeSplitting: { groups } }
}
