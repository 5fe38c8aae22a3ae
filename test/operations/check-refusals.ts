import { toPath } from '../../src/contracts/operation.ts'
import { type OperationName, operations } from '../../src/contracts/operations.ts'
import { catchUp } from '../../src/emulator/advance.ts'
import { demoApp } from '../../src/scenarios/demo-app.ts'
import { sign } from '../../src/usersig/sign.ts'
import type { Surface } from '../surfaces/surface.ts'

/** The codes of a request in which everything is wrong, as its mistakes are corrected one by one: every check before the fields. */
export const gateCodes = [
  60002, 60008, 60012, 60006, 60025, 60002, 60004, 70003, 70014, 70013, 70009, 70001, 60010, 60008, 60003, 60007,
]

/**
 * Sends a command with every mistake, and again after each correction, up to wrong and then right fields, and returns the codes.
 * Requires a rate limit of 1.
 */
export async function walkGates(surface: Surface, command: OperationName, wrong: unknown, right: unknown) {
  const path = toPath(operations[command])
  const time = Math.floor(catchUp(surface.emulator.core.defaultApp) / 1000) - 60
  const slips = { sdkAppId: 1400188366, secretKey: 'other', identifier: 'nobody', time, expire: 1 }
  let sig: Parameters<typeof sign>[0] = slips
  let query: { readonly [name: string]: string } = {}
  const codes: (number | undefined)[] = []
  const ask = async (target: string, method: string, body: string) => {
    const init = method === 'GET' ? { method } : { method, body }
    codes.push((await surface.request(`${target}?${new URLSearchParams(query)}`, init)).json?.ErrorCode)
  }
  const mend = async (parameter: object) => {
    query = { ...query, ...parameter }
    await ask(path, 'GET', '')
  }
  const resign = (mended: Partial<typeof slips>) => {
    sig = { ...sig, ...mended }
    return mend({ usersig: sign(sig) })
  }

  await ask(path.replace('/v4', ''), 'GET', '')
  await ask(`${path}x`, 'GET', '')
  await mend({})
  await mend({ sdkappid: '12' })
  await mend({ sdkappid: `${demoApp.sdkAppId}` })
  await mend({ contenttype: 'json' })
  await mend({ random: '1' })
  await mend({ identifier: 'user1', usersig: 'x' })
  await resign({})
  await resign({ sdkAppId: demoApp.sdkAppId })
  await resign({ identifier: 'user1' })
  await resign({ secretKey: demoApp.secretKey })
  await resign({ expire: 86_400 })
  query = { ...query, identifier: 'administrator' }
  await resign({ identifier: 'administrator' })
  await ask(path, 'POST', 'no JSON')
  await ask(path, 'POST', 'no JSON')
  for (const body of [wrong, right]) {
    await surface.emulator.clock.advance('1s')
    await ask(path, 'POST', JSON.stringify(body))
  }
  return codes
}
