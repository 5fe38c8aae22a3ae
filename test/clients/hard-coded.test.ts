import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run, startEmulator } from '../cli/run.ts'
import { hasProgram } from './programs.ts'

/** Programs that contain the service's host, and the variable that redirects each. */
const clients = [
  { command: ['sh', 'get-call-info.sh'], by: 'https_proxy', isInstalled: hasProgram('curl') },
  { command: ['python3', 'get_call_info.py'], by: 'https_proxy', isInstalled: hasProgram('python') },
  { command: ['node', 'get-call-info-fetch.mjs'], by: 'NODE_OPTIONS', isInstalled: true },
  { command: ['node', 'get-call-info-https.cjs'], by: 'NODE_OPTIONS', isInstalled: true },
  { command: ['ruby', 'get_call_info.rb'], by: 'http_proxy', isInstalled: hasProgram('ruby') },
  {
    command: ['java', 'GetCallInfo.java'],
    by: 'JAVA_TOOL_OPTIONS',
    isInstalled: hasProgram('java'),
  },
] as const

const toCommand = ([program, file]: readonly [string, string]) => ['--', program, `examples/hard-coded/${file}`]
const who = ['--port', '0', '--env', 'SDKAPPID={sdkAppId}', '--env', 'USERSIG={userSig}']
const installed = clients.filter(({ isInstalled }) => isInstalled).map(one => ({ ...one, name: one.command.join(' ') }))
const node = (program: string) => ['--', process.execPath, '-e', program]

describe.concurrent('A client with a hard-coded host', () => {
  test.for(installed)('Passes unchanged: $name', async ({ command }, { expect }) => {
    // A path with a space must work in every variable.
    const TMPDIR = mkdtempSync(join(tmpdir(), 'a place '))
    const { code, stdout, stderr } = await run(['exec', '--verbose', '--intercept', ...who, ...toCommand(command)], {
      TMPDIR,
    })
    rmdirSync(TMPDIR)
    expect(stdout.replaceAll(' ', '')).toContain('"Status":"Calling"')
    expect(stderr).toMatch(/^PASSED: 1 request\. \d+ rules passed, 0 failed/m)
    expect(stderr).toContain('RB-Q24')
    expect(code).toBe(0)
  })

  test('Reports a client that does not trust the certificate, in exec and doctor', async ({ expect }) => {
    const distrust = `require('node:https').get({ host: 'console.tim.qq.com', ca: require('node:tls').rootCertificates }).on('error', error => console.log(error.code))`
    const ran = await run(['exec', '--intercept', ...who, ...node(distrust)])
    expect(ran.stdout).toMatch(/UNABLE_TO|SELF_SIGNED/)
    expect(ran.stderr).toMatch(/^A client.* does not trust the certificate/m)
    expect(ran.stderr).toContain('ringback doctor -- CMD')
    expect(ran.code).toBe(5)
    const { code, stdout } = await run([
      'doctor',
      '--json',
      ...who,
      ...node(distrust.replace('console.log(error.code)', '0')),
    ])
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'issues',
      requests: 0,
      issues: [{ code: 'untrusted', channel: 'NODE_OPTIONS', advice: expect.stringContaining('NODE_EXTRA_CA_CERTS') }],
    })
    expect(code).toBe(1)
  })

  test('Distinguishes a client that uses the address', async ({ expect }) => {
    const program = `const { RINGBACK_URL } = process.env; fetch(RINGBACK_URL + '/v4/call_config/get_callback', { method: 'POST' })`
    const { code, stderr } = await run(['doctor', ...who, ...node(program)])
    expect(stderr).toMatch(/^REDIRECTED: 1 request by RINGBACK_URL$/m)
    expect(code).toBe(0)
  })
})

describe.concurrent('In doctor', () => {
  const redirected = installed.filter(({ name }) => /sh|ruby/.test(name) && !/fetch/.test(name))
  test.for(redirected)('Reports the variable that $name reads', async ({ command, by }, { expect }) => {
    const { code, stdout } = await run(['doctor', '--json', ...who, ...toCommand(command)])
    const found = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    expect(found).toMatchObject({
      verdict: 'redirected',
      requests: 1,
      used: [{ channel: by, hosts: ['console.tim.qq.com'] }],
    })
    expect(code).toBe(0)
  })

  test('Reports refused hosts', async ({ expect }) => {
    const program = `fetch('https://vod.qq.com').catch(error => console.log(error.cause.message))`
    const proxied = `const { HTTPS_PROXY } = process.env; require('node:http').request(HTTPS_PROXY, { method: 'CONNECT', path: 'vod.qq.com:443' }).on('connect', (_, socket) => socket.destroy()).end()`
    const { code, stdout, stderr } = await run(['doctor', ...who, ...node(`${program};${proxied}`)])
    expect(stdout).toMatch(/^ringback: vod\.qq\.com /m)
    expect(stderr).toMatch(/^ {2}HTTPS_PROXY +for vod\.qq\.com, refused 1×, no requests$/m)
    expect(stderr).toContain('--allow-passthrough')
    expect(code).toBe(1)
  })

  test('Reports that no request came, with the likely cause', async ({ expect }) => {
    const { code, stderr } = await run(['doctor', ...who, ...node('')])
    expect(stderr).toMatch(/^NO REQUESTS\n.*http\.client/)
    expect(code).toBe(5)
  })
})

describe.concurrent('On Node', () => {
  const asksTrtc = `fetch('https://trtc.tencentcloudapi.com/').catch(error => console.log(error.cause?.message))`
  const refused = [{ host: 'trtc.tencentcloudapi.com', count: 1, reason: expect.stringContaining('TC3') }]

  test('Reports a host that the client process itself refuses', async ({ expect }) => {
    const { code, stdout } = await run(['exec', '--intercept', ...who, '--report', 'json=-', ...node(asksTrtc)])
    expect(stdout).toMatch(/^ringback: trtc\.tencentcloudapi\.com |403 Forbidden/m)
    expect(JSON.parse(stdout.slice(stdout.indexOf('\n{') + 1))).toMatchObject({ runs: [{ refused }] })
    expect(code).toBe(5)
  })

  test('Reports that host in doctor', async ({ expect }) => {
    const { stdout } = await run(['doctor', '--json', ...who, ...node(asksTrtc)])
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ refused })
  })

  test('Hides the warning about the proxy at the start, and no other', ({ expect }) => {
    const program = `
      process.emitWarning('EnvHttpProxyAgent is experimental', 'Warning', 'UNDICI-EHPA')
      process.emitWarning('early', 'Warning', 'OTHER')
      setImmediate(() => setImmediate(() => process.emitWarning('late', 'Warning', 'UNDICI-EHPA')))`
    const { stderr } = spawnSync(process.execPath, ['--require', './dist/preload/node-preload.cjs', '-e', program], {
      encoding: 'utf8',
      env: { RINGBACK_PRELOAD_TO: '127.0.0.1:1' },
    })
    const shown = stderr.match(/Warning: .*/g)
    expect(shown).toEqual(['Warning: early', 'Warning: late'])
  })

  test("Redirects every kind of connection, also of workers and child processes, and refuses the vendor's other hosts", async ({
    expect,
  }) => {
    const program = `
      const { Worker } = require('node:worker_threads')
      const { execFileSync } = require('node:child_process')
      const tls = require('node:tls'), net = require('node:net'), http = require('node:http')
      const print = (name, value) => console.log(name + ' ' + value)
      const host = 'CONSOLE.tim.qq.com'
      const status = socket => new Promise((resolve, reject) => {
        socket.on('error', error => resolve(error.code)).once('data', data => { resolve(String(data).split('\\r\\n')[0]); socket.destroy() })
        socket.write('POST /v4/x HTTP/1.1\\r\\nContent-Length: 0\\r\\n\\r\\n')
      })
      ;(async () => {
        print('tls', await status(tls.connect({ host, port: 443, servername: host })))
        print('tls by port', await status(tls.connect(443, 'console.tim.qq.com')))
        print('net', await status(net.connect(80, host)))
        print('net by name', await status(net.connect({ host: 'console.tim.qq.com.', port: '80' })))
        print('net by letters', await status(net.connect(80, 'ｃonsole。tim。qq。com')))
        print('wrong port', await status(net.connect({ host, port: 22 })))
        print('other', await status(net.connect(443, 'cos.qcloud.com')))
        print('loopback', await status(net.connect(process.env.RINGBACK_PORT, '127.0.0.1')))
        http.get('http://' + host + '/v4/x', answer => print('http', answer.resume().statusCode))
        new Worker('fetch("https://console.tim.qq.com/v4/x").then(answer => console.log("worker " + answer.status))', { eval: true })
        const inner = 'fetch("https://console.tim.qq.com/v4/x").then(answer => console.log(answer.status))'
        print('process', execFileSync('sh', ['-c', 'node --input-type=module -e "$0"', inner]))
      })()`
    const { stdout } = await run(['exec', '--intercept', ...who, '--fail-on', 'none', ...node(program)])
    const ok = 'HTTP/1.1 200 OK'
    const printed = stdout.trim().split('\n').filter(Boolean).sort()
    expect(printed).toEqual(
      [
        `tls ${ok}`,
        `tls by port ${ok}`,
        `net ${ok}`,
        `net by name ${ok}`,
        `net by letters ${ok}`,
        'wrong port RINGBACK_REFUSED',
        'other RINGBACK_REFUSED',
        `loopback ${ok}`,
        'http 200',
        'worker 200',
        'process 200',
      ].sort(),
    )
  })

  test('Changes nothing in a preloaded process without its variable', ({ expect }) => {
    const program = `const { connect } = require('node:net').Socket.prototype; console.log(connect.length, connect.name)`
    const preload = ['--require', './dist/preload/node-preload.cjs', '-e', program]
    const runNode = (args: readonly string[]) => execFileSync(process.execPath, args, { encoding: 'utf8', env: {} })
    expect(runNode(preload)).toBe(runNode(['-e', program]))
  })
})

describe.concurrent('Files of a run', () => {
  test('Are private, removed at the end, and named only with --https', async ({ expect }) => {
    const folder = mkdtempSync(join(tmpdir(), 'ringback-'))
    const TMPDIR = folder
    const program = `
      const { statSync } = require('node:fs'), { dirname } = require('node:path')
      const file = process.env.RINGBACK_CA_FILE
      console.log(JSON.stringify({ file, mode: statSync(dirname(dirname(file))).mode & 0o777, proxy: process.env.HTTPS_PROXY }))`
    const { stdout } = await run(['exec', '--https', ...who, ...node(program)], { TMPDIR })
    const { file, mode, proxy } = JSON.parse(stdout)
    expect({ mode, proxy }).toEqual({ mode: 0o700 })
    expect(existsSync(file)).toBe(false)
    // The removal fails if the folder is not empty.
    rmdirSync(folder)
  })

  test.for(['SIGTERM', 'SIGHUP'] as const)('Are removed after %s', async (signal, { expect }) => {
    await using cli = await startEmulator(['--https'])
    const { facts } = cli
    expect(facts).toMatchObject({
      httpsUrl: `https://127.0.0.1:${facts.port}`,
      proxyUrl: facts.url,
      caFile: expect.stringMatching(/ca\.pem$/),
    })
    expect(existsSync(facts.caFile)).toBe(true)
    cli.child.kill(signal)
    expect((await cli.ended).code).toBe(0)
    expect(existsSync(dirname(dirname(facts.caFile)))).toBe(false)
  })
})

test('Exits with 3 if its files cannot be written', async () => {
  const { code, stderr } = await run(['exec', '--intercept', ...who, ...node('')], { TMPDIR: '/nowhere' })
  expect([code, stderr]).toEqual([3, expect.stringContaining('TMPDIR')])
})
