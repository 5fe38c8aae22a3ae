import { InvalidArgumentError } from 'commander'
import type { Subject } from '../conformance/server/stage.ts'
import { isUnderVendor, isVendorHost } from '../contracts/hosts.ts'
import { demoApp } from '../scenarios/demo-app.ts'
import { Exit, exitCodes } from './exit.ts'

/** What a command line says of the server that is to be looked at, and of who asks it. */
export interface Named {
  readonly target?: string
  readonly sdkappid: number
  readonly secretKey?: string | undefined
  readonly usersig?: string
  readonly identifier: string
  readonly callId?: string
  readonly write?: boolean
  readonly flood?: boolean
  readonly robot: string
  readonly callee: string
}

/**
 * Reads where a server is: an address of http:// or https://, or a host of the service alone. No slash at the end. Throws
 * what commander turns into a usage error.
 */
export function toTarget(text: string): string {
  const source = isVendorHost(text) ? `https://${text}` : text
  if (!/^https?:\/\//i.test(source) || !URL.canParse(source)) {
    const meant = `http://${text}`
    const guess = !text.includes('://') && URL.canParse(meant) ? ` Did you mean ${meant}?` : ''
    throw new InvalidArgumentError(`Want an address that begins with http:// or https://.${guess}`)
  }
  const url = new URL(source)
  if (url.username || url.password) throw new InvalidArgumentError('Want an address without a login.')
  if (url.search || url.hash) {
    throw new InvalidArgumentError('Want an address without a query: what is asked is added to it.')
  }
  if (/\/v4(?:\/|$)/.test(url.pathname)) {
    const meant = url.href.replace(/\/v4.*$/, '')
    throw new InvalidArgumentError(`Want the address without /v4, which is added to it: ${meant}`)
  }
  if (isUnderVendor(url.hostname) && url.protocol === 'http:') {
    throw new InvalidArgumentError('Want https:// for the service: without it a UserSig could be read on the way.')
  }
  return url.href.replace(/\/+$/, '')
}

/** Who is asked, and as whom. Ends the process with a sentence if that is not said, or cannot be. */
export function toSubject(named: Named): Subject {
  const { target: url, sdkappid: sdkAppId, usersig: userSig, identifier, callId, robot, callee } = named
  if (url === undefined) {
    throw new Exit(exitCodes.usage, 'No server is named: give --target URL, such as http://127.0.0.1:2255.')
  }
  const isDemo = sdkAppId === demoApp.sdkAppId
  if (isUnderVendor(new URL(url).hostname) && isDemo) {
    const ways = 'give --sdkappid, and --secret-key or --usersig, or their variables RINGBACK_SDKAPPID and so on'
    throw new Exit(exitCodes.usage, `The service does not know the demo application: ${ways}.`)
  }
  const secretKey = named.secretKey ?? (isDemo && userSig === undefined ? demoApp.secretKey : undefined)
  if (secretKey === undefined && userSig === undefined) {
    throw new Exit(
      exitCodes.usage,
      `Missing secret key of application ${sdkAppId}: pass --secret-key (or set RINGBACK_SECRET_KEY), or --usersig.`,
    )
  }
  if (named.flood && !named.write) {
    throw new Exit(exitCodes.usage, '--flood wants --write: so many requests are no mere look.')
  }
  const [write, flood] = [Boolean(named.write), Boolean(named.flood)]
  return { url, sdkAppId, identifier, secretKey, userSig, callId, write, flood, robot, callee }
}
