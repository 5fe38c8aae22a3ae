import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listSeenAnswers } from '../../src/conformance/server/baseline.ts'
import { type Evidence, parseEvidence } from '../../src/conformance/server/evidence.ts'
import { isVendorHost } from '../../src/contracts/hosts.ts'
import { type Operation, toPath } from '../../src/contracts/operation.ts'

/** What runs against the service itself have seen: for a fact the last day on which one did, such as `2026-01-15`. */
export interface Witness {
  /** When each run was made, the first first. */
  readonly days: readonly string[]
  /** A field of a command's Response, such as `UserList[].Status`. */
  findField(operation: Operation, path: string): string | undefined
  /** A code that was answered; by this command, if one is named. */
  findCode(code: number, operation?: Operation): string | undefined
  /** A rule on servers that the service has kept. */
  findRule(id: string): string | undefined
}

/** Reads every evidence in a folder, if there is one. What was not seen at the service itself is left out. */
export function readWitness(folder: string): Witness {
  const files = existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith('.json')) : []
  return toWitness(files.sort().map(file => parseEvidence(readFileSync(join(folder, file)))))
}

/** What several runs have seen. A run against anything but a host of the service is no evidence about it. */
export function toWitness(all: readonly Evidence[]): Witness {
  const runs = all
    .filter(({ target: { kind, host } }) => kind === 'service' && host !== null && isVendorHost(host))
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .map(evidence => ({ day: evidence.at.slice(0, 10), seen: listSeenAnswers(evidence), rules: evidence.rules }))
  const findLast = (isSo: (run: (typeof runs)[number]) => boolean) => runs.findLast(isSo)?.day
  return {
    days: runs.map(({ day }) => day),
    findField: (operation, path) =>
      findLast(({ seen }) =>
        seen.some(one => one.path === toPath(operation) && one.fields.has(`Response.${path}`) && one.codes.has(0)),
      ),
    findCode: (code, operation) =>
      findLast(({ seen }) =>
        seen.some(one => (operation === undefined || one.path === toPath(operation)) && one.codes.has(code)),
      ),
    findRule: id => findLast(({ rules }) => rules.some(rule => rule.id === id && rule.verdict === 'passed')),
  }
}
