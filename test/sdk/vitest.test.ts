import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }

const root = new URL('../..', import.meta.url).pathname

/** How a test of the inner run came out. */
interface Outcome {
  readonly title: string
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly failureMessages: readonly string[]
}

const readBlocks = (file: string) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block)

/** The snippets of the guide, each as it stands. */
const guide = readBlocks('docs/guides/javascript.md')

/** What the README tests in eight lines, with the client that it leaves out. */
const readme = `import { createCallApi } from './call-api.mjs'\n${readBlocks('README.md')[0]}`

const outcomes = new Map<string, Outcome>()

// One run of vitest in a folder of its own, as a user's: all that is asked below has happened in it.
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
    // Of two that have the same title the one that failed is remembered.
    for (const one of testResults.flatMap((file: { assertionResults: Outcome[] }) => file.assertionResults))
      if (outcomes.get(one.title)?.status !== 'failed') outcomes.set(one.title, one)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)

/** The snippets that are no tests by themselves, as one. */
const toGuideTest = () =>
  [
    "import { test } from 'vitest'",
    ...guide.flatMap((block, index) =>
      block.includes("'ringback/vitest'")
        ? []
        : [`test('guide ${index + 1}', () => import('./guide-${index + 1}.ts'))`],
    ),
  ].join('\n')

/** Puts the package into a folder, as an installation would, and links what it needs beside it. */
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

/** Runs vitest in a folder; what it ends with is of no interest, since some tests there are to fail. */
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
  'a good client passes',
  'its neighbour passes',
  'a test that takes no emulator passes',
  'a client that is good at the second try passes',
  'one of four',
  'two of four',
  'four of four',
  'silence passes',
  'a known finding passes',
  'nothing fails',
  'a client with a warning passes',
  'an emulator has a manual clock, and listens only if its url is taken',
  'an emulator is asked at its url',
  'the emulator of another test is closed, and its calls are not here',
  'all of it holds, and a callback is exercise enough',
  'a call that nobody answers is on record',
  'a reminder that nobody answers is on record',
  'a reminder that is answered at the third try is on record too',
  'guide 1',
  'guide 2',
  'guide 3',
  'guide 4',
  'sends nothing',
  'a reset connection is an error',
])('Passes: %s', title => {
  expect(outcomes.get(title)).toMatchObject({ status: 'passed' })
})

test.for(['a client that is off contract fails', 'three of four'])('Fails with the finding: %s', title => {
  expect(outcomes.get(title)?.failureMessages).toEqual([
    expect.stringMatching(
      /^ContractViolation: The client violates the contract\.\n\nRB-Q07, error: Sends random .*\n {2}found: request \d, get_call_info: Invalid random: .*"e4eac1bb.*\n {2}why: .*\n {2}fix: Draw a new 32-bit number/,
    ),
  ])
})

test('Reports the error of a failing test before the finding', () => {
  expect(outcomes.get('what is wrong already is told beside it')?.failureMessages).toEqual([
    expect.stringContaining('expected 1 to be 2'),
    expect.stringContaining('RB-Q07'),
  ])
})

test('Fails a test that exercises nothing, with a hint', () => {
  expect(outcomes.get('a test that exercises nothing fails')?.failureMessages).toEqual([
    expect.stringMatching(/^NotExercisedError: .* test\.override\(\{ exercised: false \}\)/),
  ])
  expect(outcomes.get('a test that fails before it exercises anything has one error')?.failureMessages).toEqual([
    expect.stringContaining('expected +0 to be 1'),
  ])
})

test('Keeps a skipped test skipped', () => {
  expect(outcomes.get('a test that skips itself is skipped')).toMatchObject({ status: 'skipped', failureMessages: [] })
})

test('Fails a test with a warning if failOn is warning', () => {
  expect(outcomes.get('a client with a warning fails')?.failureMessages).toEqual([
    expect.stringContaining(', warning: '),
  ])
})

test('Runs every snippet of the guide', () => {
  expect(guide).toHaveLength(7)
})
