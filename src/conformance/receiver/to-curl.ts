import { callbackTimeoutMs } from '../../contracts/callback-request.ts'
import type { Played, Shot } from './play.ts'

/** One line for a shell that sends what a probe sent; undefined if it sent nothing. */
export function toCurl({ probe, shots }: Played): string | undefined {
  if (shots.length === 0) return undefined
  const lines = shots.map(toLine)
  return probe.atOnce ? `${lines.join(' & ')} & wait` : lines.join('; ')
}

function toLine({ parcel: { target, body }, shell }: Shot): string {
  const flags = `-si -m ${callbackTimeoutMs / 1_000}${/[[\]{}]/.test(target) ? ' -g' : ''}`
  const curl = `curl ${flags} ${toWord(target)} -H 'Content-Type: application/json; charset=utf-8'`
  return shell === undefined ? `${curl} -d ${toWord(body)}` : `${shell} | ${curl} --data-binary @-`
}

const toWord = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
