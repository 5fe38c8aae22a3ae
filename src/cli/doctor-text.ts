import { formatList } from '../text/quote.ts'
import type { Diagnosis, Used } from './doctor-diagnosis.ts'
import { colours, say } from './print.ts'

/** Tells people what was found; `code` is what the command ended with. */
export function tellDiagnosis(
  { verdict, requests, used, unused, troubles, refused, nothing }: Diagnosis,
  code: number | null,
): void {
  const { bold, green, yellow, dim } = colours
  const came = used.filter(one => one.requests > 0).map(({ way }) => way)
  const heads = {
    obeys: green(`obeys: ${toCount(requests, 'request')} came by ${formatList(came, 'and')}`),
    ignores: yellow(
      came.length > 0
        ? `ignores something: ${toCount(requests, 'request')} came by ${formatList(came, 'and')}, but not all went well`
        : 'ignores something: no request came',
    ),
    nothing: yellow('nothing came'),
  }
  say(bold(heads[verdict]))
  for (const one of used) say(`  ${one.way.padEnd(18)}${toLine(one)}`)
  if (unused.length > 0 && used.length > 0) say(dim(`  not used          ${unused.join(' ')}`))
  for (const { sentence, advice } of troubles) say(`\n${sentence}\n  ${advice}`)
  if (refused.length > 0) say(`\nRefused hosts: ${refused.map(({ host, count }) => `${host} (${count})`).join(', ')}.`)
  if (nothing !== undefined) say(nothing)
  if (code !== 0) say(`\nThe command itself ended with ${code ?? 'a signal'}.`)
}

function toLine({ hosts, requests, tunnels, trusted, distrusted, refused, passed }: Used): string {
  const parts = [
    hosts.length > 0 ? `for ${hosts.slice(0, 3).join(', ')}${hosts.length > 3 ? ' and others' : ''}` : '',
    tunnels > 0 ? toCount(tunnels, 'tunnel') : '',
    trusted > 0 ? `trusted ${trusted}×` : '',
    distrusted > 0 ? `not trusted ${distrusted}×` : '',
    refused > 0 ? `refused ${refused}×` : '',
    passed > 0 ? `let pass ${passed}×` : '',
    toCount(requests, 'request'),
  ]
  return parts.filter(Boolean).join(', ')
}

const toCount = (count: number, what: string) => `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`
