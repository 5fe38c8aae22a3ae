import { type Draft, type Probe, type Stage, toDraft } from '../probe.ts'
import { createToldCall, toStartCall } from '../told-call.ts'

const begin = (name: string, stage: Stage): Draft => toDraft(stage, toStartCall(createToldCall(name, stage)))

/** The receiver's address has a query of its own. */
export const ownQuery: Probe = {
  id: 'own-query',
  sentence: 'A call begins, and the address it is told to has ringback=1 in its query already.',
  controls: ['start-call'],
  toDrafts: stage => [{ ...begin('own query', stage), url: withOwnQuery(stage.url) }],
}

function withOwnQuery(url: string): string {
  const [address = ''] = url.split('#')
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&'
  return `${address}${joint}ringback=1`
}

/** The callback is another application's. */
export const foreignApp: Probe = {
  id: 'foreign-app',
  sentence: 'A call begins, and SdkAppid says that it is of another application.',
  controls: ['start-call'],
  toDrafts: stage => [
    { ...begin('foreign', stage), sdkAppId: stage.sdkAppId === 1400000001 ? 1400000002 : 1400000001 },
  ],
}

/** Its Sign was made with another token. */
export const wrongSign: Probe = {
  id: 'wrong-sign',
  sentence: 'A call begins, and Sign was made with another token.',
  controls: ['start-call'],
  needsToken: true,
  toDrafts: stage => [{ ...begin('wrong sign', stage), signing: 'wrong' }],
}

/** It has neither Sign nor RequestTime. */
export const unsigned: Probe = {
  id: 'unsigned',
  sentence: 'A call begins, and there is neither Sign nor RequestTime.',
  controls: ['start-call'],
  needsToken: true,
  toDrafts: stage => [{ ...begin('unsigned', stage), signing: 'none' }],
}

/** It was signed rightly, a day ago. */
export const stale: Probe = {
  id: 'stale',
  sentence: 'A call begins, and RequestTime is a day old, with the Sign that fits it.',
  controls: ['start-call'],
  // Where Sign is not looked at, anyone can write a RequestTime that is fresh.
  refusal: 'wrong-sign',
  needsToken: true,
  toDrafts: stage => [{ ...begin('stale', stage), signing: 'stale' }],
}
