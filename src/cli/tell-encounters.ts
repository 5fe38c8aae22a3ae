import type { Notice } from '../intercept/connection-event.ts'
import { explainHandshake } from './explain-handshake.ts'
import { colours, say } from './print.ts'

/** How many hosts are told of: a client that tries them all is understood by then. */
const most = 20

/** Tells people of what was refused, and of who does not trust us; once for each host. */
export function createTeller(): Notice {
  const told = new Set<string>()
  return ({ what, host, why = '' }) => {
    if (what !== 'refused' && what !== 'distrusted') return
    const id = `${what} ${host}`
    if (told.has(id) || told.size >= most) return
    told.add(id)
    const { yellow } = colours
    if (what === 'refused') say(yellow(`Refused: ${why}`))
    else say(yellow(`A client${host && ` that meant ${host},`} ${explainHandshake(why)}.`))
  }
}
