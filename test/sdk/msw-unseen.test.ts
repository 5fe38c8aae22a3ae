import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** A program with the kinds of requests that msw does not intercept; its lookup records a request that leaves the process. */
const program = (host: string) => `
  import { request } from 'node:https'
  import { connect } from 'node:tls'
  import { toHandlers } from './dist/msw.js'
  import { createEmulator } from './dist/index.js'
  import { setupServer } from 'msw/node'

  setupServer(...toHandlers(createEmulator())).listen()
  const lookup = (name, options, done) => done(new Error('left for ' + name))
  request({ host: '${host}', lookup, method: 'POST' }).on('error', error => console.log(error.code ?? error.message))
  connect({ host: '${host}', port: 443, lookup }).on('error', error => console.log(error.code ?? error.message))
`

const run = async (host: string) => {
  const words = ['--input-type=module', '-e', program(host)]
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 10_000 })
  return stdout.trim().split('\n')
}

test('Refuses connections to the vendor that msw does not intercept', async () => {
  expect(await run('console.tim.qq.com')).toEqual(['RINGBACK_REFUSED', 'RINGBACK_REFUSED'])
})

test('Does not affect other connections', async () => {
  expect(await run('somewhere.test')).toEqual(['left for somewhere.test', 'left for somewhere.test'])
})
