import { defineConfig } from 'vitest/config'
import { yamlData } from './build/yaml-data.ts'

/** Tests of the built package: they need the build, which the others do without. */
const built = [
  'test/cli/**/*.test.ts',
  'test/sdk/{vitest,msw-unseen}.test.ts',
  'test/conformance/client/reproduction.test.ts',
]

/** The kinds of tests that have an npm script of their own. */
const special = ['test/browser/**/*.test.ts', 'test/clients/**/*.test.ts', 'test/scale/**/*.test.ts']

function toProject(name: string, include: readonly string[], exclude: readonly string[] = []) {
  return {
    plugins: [yamlData()],
    test: {
      name,
      include: [...include],
      exclude: [...exclude],
      globalSetup: ['built', 'clients', 'browser'].includes(name) ? ['test/build-once.ts'] : [],
      testTimeout: 90_000,
      // Files share their modules: ringback keeps no state in them.
      isolate: false,
    },
  }
}

export default defineConfig({
  test: {
    // Most tests wait for sockets and child processes, so three workers suit two cores.
    maxWorkers: 3,
    projects: [
      toProject('unit', ['test/**/*.test.ts'], [...built, ...special]),
      toProject('built', built),
      ...special.map(folder => toProject(folder.split('/')[1] ?? '', [folder])),
    ],
  },
})
