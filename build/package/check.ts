/**
 * Packs the package and uses it as a stranger would, in an empty folder: what is in it, what it weighs, that every
 * entrance is imported and compiled, and that the command line works by npx. Takes half a minute.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parse } from 'yaml'
import { allowed, bounds } from './bounds.ts'
import { listImports, weigh } from './weigh.ts'

interface Packed {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

const root = new URL('../..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'ringback-package-'))
const slips: string[] = []

const say = (line: string) => void process.stdout.write(`${line}\n`)

const run = (command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Does one part, and keeps what went wrong with it. */
function part(name: string, act: () => void): void {
  try {
    act()
    say(`   ${name}`)
  } catch (error) {
    const printed = error instanceof Error && 'stdout' in error ? `\n${String(error.stdout)}` : ''
    slips.push(`${name}: ${error instanceof Error ? error.message : String(error)}${printed}`)
  }
}

function demandBelow(what: string, is: number, bound: number): void {
  if (is > bound) throw new Error(`${what} is ${is}, and may be ${bound}: see build/package/bounds.ts.`)
  say(`     ${what}: ${is} of ${bound}`)
}

const packing = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
  cwd: root,
  encoding: 'utf8',
})
// The form of npm's own answer.
const [packed] = JSON.parse(packing) as readonly [Packed]
const tarball = join(folder, packed.filename)

part('what is in it', () => {
  const strangers = packed.files.map(({ path }) => path).filter(path => !allowed.some(form => form.test(path)))
  if (strangers.length > 0) throw new Error(`It holds ${strangers.join(', ')}, which nobody needs.`)
  demandBelow('files', packed.files.length, bounds.files)
  demandBelow('bytes packed', packed.size, bounds.tarball)
  demandBelow('bytes unpacked', packed.unpackedSize, bounds.unpacked)
  const page = ['index.html', 'console.css', 'console.js'].map(file => readFileSync(join(root, 'dist/console', file)))
  demandBelow(
    'bytes of the console, compressed',
    page.reduce((sum, file) => sum + gzipSync(file).length, 0),
    bounds.console,
  )
})

part('what it says of itself, as publint sees it', () => {
  run(join(root, 'node_modules/.bin/publint'), tarball, '--strict')
})

for (const [profile, ...excluded] of [['node16', 'vitest'], ['esm-only']] as const) {
  part(`types as arethetypeswrong sees them, ${profile}`, () => {
    const options = ['--profile', profile, '--format', 'ascii', '--no-emoji', '--exclude-entrypoints']
    const documents = ['openapi.json', 'scenario.schema.json']
    run(join(root, 'node_modules/.bin/attw'), tarball, ...options, ...documents, ...excluded)
  })
}

part('npx in an empty folder', () => {
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  const said = execFileSync('npx', ['--yes', `--package=${tarball}`, 'ringback', '--version'], {
    cwd: empty,
    encoding: 'utf8',
  })
  if (!/^\d+\.\d+\.\d+\n$/.test(said)) throw new Error(`It says ${said}`)
})

run('npm', 'init', '-y')
run('npm', 'pkg', 'set', 'type=module')
run('npm', 'install', '--silent', '--no-fund', '--no-audit', tarball)
// What its users have of their own: these two are optional.
for (const peer of ['msw', 'vitest', '@types']) {
  symlinkSync(join(root, 'node_modules', peer), join(folder, 'node_modules', peer))
}
const installed = join(folder, 'node_modules/ringback')

part('a licence for each bundled package', () => {
  const text = readFileSync(join(installed, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')
  const listed = [...text.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(.+\)$/gm)].map(([, name]) => name)
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const expected = [
    '@faker-js/faker',
    '@hono/node-server',
    '@peculiar/x509',
    'cli-progress',
    'commander',
    'hono',
    'leven',
    'picocolors',
    'zod',
  ]
  const missing = expected.filter(name => !listed.includes(name))
  if (missing.length > 0) throw new Error(`No licence of ${missing.join(', ')}.`)
  // A package that is bundled nowhere else but imported would not be installed.
  const imported = listImports(join(installed, 'dist'))
  const development = imported.filter(name => name in devDependencies && !['msw', 'vitest'].includes(name))
  if (development.length > 0) throw new Error(`Imported, but only a devDependency: ${development.join(', ')}.`)
})

part('a clone says how to build it', () => {
  const clone = join(folder, 'clone')
  mkdirSync(join(clone, 'bin'), { recursive: true })
  copyFileSync(join(root, 'package.json'), join(clone, 'package.json'))
  copyFileSync(join(root, 'bin/ringback.js'), join(clone, 'bin/ringback.js'))
  const { status, stderr } = spawnSync('node', ['bin/ringback.js', 'start'], { cwd: clone, encoding: 'utf8' })
  if (status !== 3 || !stderr.includes('npm ci && npm run build')) throw new Error(`It exits with ${status}: ${stderr}`)
})

part('one contract in a bundle of esbuild', () => {
  const file = join(folder, 'one-contract.mjs')
  writeFileSync(file, `import { getCallInfo } from 'ringback/contracts'\nconsole.log(getCallInfo.body.safeParse({}))\n`)
  const options = ['--bundle', '--minify', '--platform=node', '--format=esm']
  const bundle = run(join(root, 'node_modules/.bin/esbuild'), file, ...options, '--log-level=error')
  demandBelow('bytes of the bundle', Buffer.byteLength(bundle), bounds.contractBundle)
})

for (const [entrance, bound] of Object.entries(bounds.entrances)) {
  const name = join('ringback', entrance)
  part(`import of ${name}`, () => {
    if (entrance !== './vitest') {
      run('node', '--input-type=module', '-e', `await import('${name}')`)
      run('node', '--input-type=commonjs', '-e', `require('${name}')`)
    }
    const file = `${entrance === '.' ? 'index' : entrance.slice(2)}.js`
    demandBelow(`bytes loaded by ${name}`, weigh(join(installed, 'dist', file)), bound)
  })
}

part('import of ringback/vitest, inside vitest', () => {
  mkdirSync(join(folder, 'inside'))
  writeFileSync(
    join(folder, 'inside/one.test.ts'),
    `import { test } from 'ringback/vitest'
     test('asks', async ({ emulator, expect }) => {
       const body = JSON.stringify({ CallId: '055662e1-bc8a-469c-a334-1126c8c17d58' })
       const response = await emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body })
       expect(await response.json()).toMatchObject({ ErrorCode: 0 })
     })`,
  )
  run('node', join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', 'inside')
})

part('the documents are JSON', () => {
  const imported = ['openapi.json', 'scenario.schema.json'].map(
    file => `await import('ringback/${file}', { with: { type: 'json' } })`,
  )
  run('node', '--no-warnings', '--input-type=module', '-e', imported.join(';'))
})

for (const [module, moduleResolution, extension = 'ts'] of [
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
  ['nodenext', 'nodenext', 'cts'],
] as const) {
  part(`compiles under ${moduleResolution}${extension === 'cts' ? ' as CommonJS' : ''}`, () => {
    const file = `every-entrance.${extension}`
    const text = readFileSync(join(root, 'build/package/every-entrance.ts.txt'), 'utf8')
    // CommonJS has no ringback/vitest.
    const lines = text.split('\n').filter(line => extension === 'ts' || !/vitest|fixture/.test(line))
    writeFileSync(join(folder, file), lines.join('\n'))
    const options = [
      '--strict',
      '--noEmit',
      '--target',
      'es2023',
      '--lib',
      'es2023,dom,dom.iterable,esnext.disposable',
      '--types',
      'node',
    ]
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    run('node', tsc, ...options, '--module', module, '--moduleResolution', moduleResolution, file)
  })
}

const client = `
  const { RINGBACK_URL, RINGBACK_SDKAPPID, RINGBACK_IDENTIFIER, RINGBACK_USERSIG } = process.env
  const query = new URLSearchParams({ sdkappid: RINGBACK_SDKAPPID, identifier: RINGBACK_IDENTIFIER, usersig: RINGBACK_USERSIG, random: 7, contenttype: 'json' })
  await fetch(RINGBACK_URL + '/v4/call_config/get_callback?' + query, { method: 'POST', body: '{}' })`

part('a client is judged, and every kind of report written', () => {
  const formats = ['text', 'json', 'junit', 'markdown', 'html', 'sarif', 'har', 'journal']
  const reports = formats.flatMap(format => ['--report', `${format}=report.${format}`])
  run('npx', 'ringback', 'exec', '--quiet', ...reports, '--', 'node', '--input-type=module', '-e', client)
  const written = readdirSync(folder).filter(file => file.startsWith('report.'))
  if (written.length !== formats.length) throw new Error(`Only ${written.join(', ')} were written.`)
  run('npx', 'ringback', 'report', 'report.journal')
})

part("the Action's own script", () => {
  const { runs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'))
  const file = (name: string) => join(folder, `github-${name}`)
  const environment = {
    ACTION_RUN: `node --input-type=module -e "$CLIENT"`,
    ACTION_PACKAGE: tarball,
    ACTION_REPORT: 'junit=action.xml\n',
    CLIENT: client,
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
    RUNNER_TEMP: folder,
    RINGBACK_SCENARIO: '',
    RINGBACK_FAIL_ON: 'warning',
  }
  execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', runs.steps[0].run], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: 'pipe',
  })
  const [output, summary, junit] = ['github-output', 'github-summary', 'action.xml'].map(name =>
    readFileSync(join(folder, name), 'utf8'),
  )
  if (!/^verdict=passed\nreport=.+\n$/.test(output ?? '')) throw new Error(`It gives ${output}`)
  if (!summary?.includes('Passed') || !junit?.includes('<testsuite')) throw new Error('It writes no reports.')
})

part('no script of ours runs when it is installed', () => {
  const { scripts = {} } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { scripts?: object }
  const own = ['preinstall', 'install', 'postinstall', 'prepare'].filter(name => name in scripts)
  if (own.length > 0) throw new Error(`It has ${own.join(', ')}.`)
})

rmSync(folder, { recursive: true })
for (const slip of slips) say(`\n${slip}`)
process.exitCode = slips.length > 0 ? 1 : 0
