/**
 * Installs the packed package beside each supported version of Jest, vitest and msw, under the supported versions of Node,
 * and runs a small suite and the command line there; then runs unit tests under Node 22 and 24. Needs the npm registry.
 */
import { execFile, execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = new URL('../..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'ringback-ecosystem-'))
const suites = join(root, 'build/package/suites')

const print = (line: string) => void process.stdout.write(`${line}\n`)

/** One combination of versions. Node 20 is the one that runs this script. */
interface Combination {
  readonly node: 20 | 22 | 24
  readonly runner: 'jest' | 'vitest'
  readonly packages: readonly string[]
  /** Flags of Node for the test runner. */
  readonly flags?: readonly string[]
}

// msw 2.11 and later depend on packages that are ES modules, which Jest's default mode cannot load before Node 24.9.
const combinations: readonly Combination[] = [
  { node: 20, runner: 'jest', packages: ['jest@30', 'msw@~2.10.0'] },
  { node: 24, runner: 'jest', packages: ['jest@30', 'msw@3'], flags: ['--experimental-vm-modules', '--no-warnings'] },
  { node: 20, runner: 'vitest', packages: ['vitest@~3.2.0', 'msw@2'] },
  { node: 22, runner: 'vitest', packages: ['vitest@4', 'msw@3'] },
  { node: 24, runner: 'vitest', packages: ['vitest@5', 'msw@3'] },
]

/** The folders of the Node binaries, by major version. */
async function installNodes(): Promise<ReadonlyMap<Combination['node'], string>> {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const versions = [22, 24] as const
  const packages = versions.map(version => `node${version}@npm:node-${platform}-${process.arch}@${version}`)
  await run('npm', ['install', '--prefix', folder, '--no-fund', '--no-audit', '--ignore-scripts', ...packages])
  return new Map([
    [20, dirname(process.execPath)],
    ...versions.map(version => [version, join(folder, `node_modules/node${version}/bin`)] as const),
  ])
}

async function tryCombination(
  { node, runner, packages, flags = [] }: Combination,
  bin: string,
  tarball: string,
): Promise<void> {
  const project = join(folder, [`node${node}`, ...packages].join('-').replaceAll(/[^\w.-]/g, ''))
  mkdirSync(project)
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, CI: 'true', NO_COLOR: '1' }
  const options = { cwd: project, env, timeout: 180_000 }
  await run('npm', ['init', '--yes'], options)
  // Strict about peers, so that the peer ranges are checked too.
  const install = ['--no-fund', '--no-audit', '--ignore-scripts', '--strict-peer-deps']
  await run('npm', ['install', ...install, ...packages, tarball], options)
  const file = runner === 'jest' ? 'suite.test.js' : 'suite.test.mjs'
  copyFileSync(join(suites, `${runner}.test.${runner === 'jest' ? 'js' : 'mjs'}.txt`), join(project, file))
  const program = runner === 'jest' ? 'jest/bin/jest.js' : 'vitest/vitest.mjs'
  const args = runner === 'jest' ? ['--ci'] : ['run']
  await run('node', [...flags, join(project, 'node_modules', program), ...args], options)
  const client = `const { RINGBACK_URL, RINGBACK_SDKAPPID, RINGBACK_IDENTIFIER, RINGBACK_USERSIG } = process.env
    const query = new URLSearchParams({ sdkappid: RINGBACK_SDKAPPID, identifier: RINGBACK_IDENTIFIER, usersig: RINGBACK_USERSIG, random: 7, contenttype: 'json' })
    fetch(RINGBACK_URL + '/v4/call_config/get_callback?' + query, { method: 'POST', body: '{}' })`
  await run('node', ['node_modules/ringback/bin/ringback.js', 'exec', '--', 'node', '-e', client], options)
}

/** The unit tests that are repeated on other versions of Node: no file of the build, no other program, little work. */
const unitTests = [
  ...['text', 'contracts', 'call', 'faults', 'operations', 'emulator/callbacks'].map(folder => `${folder}/`),
  ...['sdk/handles', 'sdk/plain-data', 'usersig/sign'],
  ...['connections', 'fairness', 'handed-over-sockets', 'admin', 'faults', 'wait-for'].map(
    name => `server/${name}.test`,
  ),
].map(name => `test/${name}`)

/** Runs unit tests on another Node. */
async function tryUnitTests(bin: string): Promise<void> {
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, NO_COLOR: '1' }
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--maxWorkers', '1', '--reporter=agent']
  await run(join(bin, 'node'), [...args, ...unitTests], { cwd: root, env, maxBuffer: 64e6, timeout: 300_000 })
}

const packing = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' })
// The form of npm's own answer.
const [packed] = JSON.parse(packing) as readonly [{ readonly filename: string }]
const nodes = await installNodes()
const binOf = (node: Combination['node']) => nodes.get(node) ?? ''

// `tsx build/package/ecosystem.ts jest` runs only the jobs with "jest" in their names.
const wanted = process.argv[2] ?? ''
const jobs = [
  ...combinations.map(combination => ({
    name: `${combination.packages.join(', ')} on Node ${combination.node}`,
    run: () => tryCombination(combination, binOf(combination.node), join(folder, packed.filename)),
  })),
  ...([22, 24] as const).map(node => ({ name: `unit tests on Node ${node}`, run: () => tryUnitTests(binOf(node)) })),
].filter(({ name }) => name.includes(wanted))

let failed = 0
async function work(): Promise<void> {
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const began = performance.now()
    try {
      await job.run()
      print(`   ${job.name} (${Math.round((performance.now() - began) / 1000)} s)`)
    } catch (error) {
      failed++
      // What a program printed tells more than that it failed.
      const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string }
      print(`\n${job.name}: ${message.split('\n', 1)[0]}\n${stdout.slice(-4_000)}\n${stderr.slice(-4_000)}`)
    }
  }
}
await Promise.all([work(), work()])

rmSync(folder, { recursive: true, force: true })
process.exitCode = failed > 0 ? 1 : 0
