import { toPath } from '../../src/contracts/operation.ts'
import { type OperationName, operations } from '../../src/contracts/operations.ts'
import { catchUp } from '../../src/emulator/advance.ts'
import { demoApp } from '../../src/scenarios/demo-app.ts'
import { sign } from '../../src/usersig/sign.ts'
import type { Surface } from '../surfaces/surface.ts'

/** The codes of a request in which everything is wrong, as its mistakes are corrected one by one: every check before the fields. */
export const checkCodes = [
  60002, 60008, 60012, 60006, 60025, 60002, 60004, 70003, 70014, 70013, 70009, 70001, 60010, 60008, 60003, 60007,
]

/**
 * Sends a command with every mistake, and again after each correction, up to wrong and then right fields, and returns the codes.
 * Requires a rate limit of 1.
 */
export async function collectRefusals(surface: Surface, command: OperationName, wrong: unknown, right: unknown) {
  const path = toPath(operations[command])
  const time = Math.floor(catchUp(surface.emulator.core.defaultApp) / 1000) - 60
  const mistakes = { sdkAppId: 1400188366, secretKey: 'other', identifier: 'nobody', time, expire: 1 }
  let sig: Parameters<typeof sign>[0] = mistakes
  let query: { readonly [name: string]: string } = {}
  const codes: (number | undefined)[] = []
  const sendRequest = async (target: string, method: string, body: string) => {
    const init = method === 'GET' ? { method } : { method, body }
    codes.push((await surface.request(`${target}?${new URLSearchParams(query)}`, init)).json?.ErrorCode)
  }
  const correct = async (parameter: object) => {
    query = { ...query, ...parameter }
    await sendRequest(path, 'GET', '')
  }
  const correctUserSig = (correction: Partial<typeof mistakes>) => {
    sig = { ...sig, ...correction }
    return correct({ usersig: sign(sig) })
  }

  await sendRequest(path.replace('/v4', ''), 'GET', '')
  await sendRequest(`${path}x`, 'GET', '')
  await correct({})
  await correct({ sdkappid: '12' })
  await correct({ sdkappid: `${demoApp.sdkAppId}` })
  await correct({ contenttype: 'json' })
  await correct({ random: '1' })
  await correct({ identifier: 'user1', usersig: 'x' })
  await correctUserSig({})
  await correctUserSig({ sdkAppId: demoApp.sdkAppId })
  await correctUserSig({ identifier: 'user1' })
  await correctUserSig({ secretKey: demoApp.secretKey })
  await correctUserSig({ expire: 86_400 })
  query = { ...query, identifier: 'administrator' }
  await correctUserSig({ identifier: 'administrator' })
  await sendRequest(path, 'POST', 'no JSON')
  await sendRequest(path, 'POST', 'no JSON')
  for (const body of [wrong, right]) {
    await surface.emulator.clock.advance('1s')
    await sendRequest(path, 'POST', JSON.stringify(body))
  }
  return codes
}
