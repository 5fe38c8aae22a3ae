import type { RefusedHost } from './journal.ts'

/** The most hosts that are counted apart. */
const mostHosts = 100

/** Counts refused hosts. */
export interface RefusedHosts {
  /** Counts a refusal; `reason` is a sentence. Without a host nothing is counted. */
  add(host: string, reason: string): void
  list(): readonly RefusedHost[]
}

/** Starts counting. Hosts come in the order of their first refusal. */
export function createRefusedHosts(): RefusedHosts {
  const counts = new Map<string, { count: number; readonly reason: string }>()
  return {
    add(named, reason) {
      const host = named.toLowerCase().replace(/\.+$/, '')
      const known = counts.get(host)
      if (known) known.count++
      else if (host !== '' && counts.size < mostHosts) counts.set(host, { count: 1, reason })
    },
    list: () => [...counts].map(([host, { count, reason }]) => ({ host, count, reason })),
  }
}
