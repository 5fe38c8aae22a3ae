import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }

const root = new URL('../..', import.meta.url).pathname

/** The result of a test of the inner run. */
interface Outcome {
  readonly title: string
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly failureMessages: readonly string[]
}

const readBlocks = (file: string) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block)

/** The snippets of the guide, each as it stands. */
const guide = readBlocks('docs/guides/javascript.md')

/** The test in the README, with the client that it omits. */
const readme = `import { createCallApi } from './call-api.mjs'\n${readBlocks('README.md')[0]}`

const outcomes = new Map<string, Outcome>()
const documented: Outcome[] = []

// One run of vitest in a separate folder, as in a user's project; the tests check its results.
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ringback-vitest-'))
  try {
    await install(folder)
    for (const name of ['verdicts', 'fixtures'])
      await cp(join(root, `test/sdk/inner/${name}.mjs`), join(folder, `${name}.test.mjs`))
    await cp(join(root, 'examples/backend'), join(folder, 'examples/backend'), { recursive: true })
    await cp(join(root, 'examples/vitest'), join(folder, 'examples/vitest'), { recursive: true })
    for (const [index, block] of guide.entries()) {
      const isTest = block.includes("'ringback/vitest'")
      await writeFile(join(folder, `guide-${index + 1}${isTest ? '.test' : ''}.ts`), block)
    }
    await cp(join(root, 'examples/backend/call-api.mjs'), join(folder, 'call-api.mjs'))
    await writeFile(join(folder, 'guide.test.ts'), toGuideTest())
    await writeFile(join(folder, 'readme.test.ts'), readme)
    const written = join(folder, 'report.json')
    await run(folder, ['--reporter=json', `--outputFile=${written}`])
    const { testResults } = JSON.parse(await readFile(written, 'utf8'))
    for (const { name, assertionResults } of testResults as { name: string; assertionResults: Outcome[] }[])
      if (!/(verdicts|fixtures)\.test\.mjs$/.test(name)) documented.push(...assertionResults)
      // Of two with the same title the failed one is kept.
      else
        for (const one of assertionResults)
          if (outcomes.get(one.title)?.status !== 'failed') outcomes.set(one.title, one)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)

/** The snippets that are not tests, as one test file. */
const toGuideTest = () =>
  [
    "import { test } from 'vitest'",
    ...guide.flatMap((block, index) =>
      block.includes("'ringback/vitest'")
        ? []
        : [`test('guide ${index + 1}', () => import('./guide-${index + 1}.ts'))`],
    ),
  ].join('\n')

/** Copies the package into a folder as an installation does, and links its dependencies. */
async function install(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, 'ringback'), { recursive: true })
  for (const name of ['dist', 'package.json'])
    await cp(join(root, name), join(modules, 'ringback', name), { recursive: true })
  for (const name of Object.keys({ ...packageJson.dependencies, ...packageJson.peerDependencies })) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(root, 'node_modules', name), join(modules, name))
  }
}

/** Runs vitest in a folder; the exit code is ignored, because some tests must fail. */
const run = (folder: string, words: readonly string[]) =>
  new Promise<void>(resolve => {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV)/.test(name)),
    )
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const inner = execFile(process.execPath, [vitest, 'run', '--root', folder, ...words], { cwd: folder, env }, () =>
      resolve(),
    )
    inner.stdout?.resume()
    inner.stderr?.resume()
  })

test.for([
  'Passes a valid client',
  'Passes the test after a failed one',
  'Passes a test without an emulator',
  'Passes a client that is valid in the second attempt',
  'Runs test one of four',
  'Runs test two of four',
  'Runs test four of four',
  'Passes without requests',
  'Passes with a known finding',
  'Passes with any finding',
  'Passes a client with a warning',
  'Uses a manual clock, and listens only for a test that uses url',
  'Serves requests at url',
  'Closes the emulator of the test before, and has none of its calls',
  'Applies all options, and counts a callback as exercised',
])('Passes: %s', title => {
  expect(outcomes.get(title)).toMatchObject({ status: 'passed' })
})

test.for(['Fails a client that violates the contract', 'Runs test three of four'])(
  'Fails with the finding: %s',
  title => {
    expect(outcomes.get(title)?.failureMessages).toEqual([
      expect.stringMatching(
        /^ContractViolation: The client violates the contract\.\n\nRB-Q07, error: Sends random .*\n {2}found: request \d, get_call_info: Invalid random: .*"e4eac1bb.*\n {2}why: .*\n {2}fix: Draw a new 32-bit number/,
      ),
    ])
  },
)

test('Reports the error of a failing test before the finding', () => {
  expect(outcomes.get('Reports an error and a finding')?.failureMessages).toEqual([
    expect.stringContaining('expected 1 to be 2'),
    expect.stringContaining('RB-Q07'),
  ])
})

test('Fails a test that exercises nothing, with a hint', () => {
  expect(outcomes.get('Fails a test that exercises nothing')?.failureMessages).toEqual([
    expect.stringMatching(/^NotExercisedError: .* test\.override\(\{ exercised: false \}\)/),
  ])
  expect(outcomes.get('Reports one error for a test that fails before it exercises anything')?.failureMessages).toEqual(
    [expect.stringContaining('expected +0 to be 1')],
  )
})

test('Keeps a skipped test skipped', () => {
  expect(outcomes.get('Skips a test that skips itself')).toMatchObject({ status: 'skipped', failureMessages: [] })
})

test('Fails a test with a warning if failOn is warning', () => {
  expect(outcomes.get('Fails a client with a warning')?.failureMessages).toEqual([
    expect.stringContaining(', warning: '),
  ])
})

test('Passes every snippet of the guide and the README, and every example', () => {
  expect(guide).toHaveLength(7)
  expect(documented).toHaveLength(10)
  expect(documented.filter(({ status }) => status !== 'passed')).toEqual([])
})
