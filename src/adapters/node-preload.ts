/*
 * Loaded into clients that run on Node, before anything of theirs: what they mean to send to the service's hosts goes to the
 * emulator that RINGBACK_PRELOAD_TO names, and what they mean to send elsewhere under the vendor's domains goes nowhere. TLS
 * stays theirs, with the name they meant. Without that variable nothing is touched.
 */
import { isVendorHost } from '../contracts/hosts.ts'
import { steerConnections } from './node-steer.ts'

const [, host, port] = /^\[?([\w.:-]+?)\]?:(\d{1,5})$/.exec(process.env.RINGBACK_PRELOAD_TO ?? '') ?? []

if (host !== undefined) {
  steerConnections((name, asked) => {
    if (!isVendorHost(name))
      return `${name} lies under the vendor's domains and is none of the Call API's hosts, so nothing is sent there under test.`
    if (!['443', '80'].includes(`${asked}`))
      return `the service is asked at port 443, and not at ${asked}; ${name} is never reached under test.`
    return { host, port: Number(port) }
  })
}
