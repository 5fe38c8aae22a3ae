import { defineConfig } from 'vitest/config'
import { yamlData } from '../yaml-data.ts'

/** The unit tests that are repeated on other versions of Node: they start no process and need no other program and no build. */
const folders = ['words', 'contracts', 'engine', 'gates', 'faults', 'operations', 'webhooks']
const files = [
  'adapters/handles',
  'adapters/node-connections',
  'adapters/node-fairness',
  'adapters/node-handed-over-sockets',
  'adapters/plain-data',
  'server/control',
  'server/faults',
  'server/await',
  'usersig/sign',
]

export default defineConfig({
  plugins: [yamlData()],
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: [...folders.map(name => `test/${name}/**/*.test.ts`), ...files.map(name => `test/${name}.test.ts`)],
    testTimeout: 60_000,
    maxWorkers: 1,
    isolate: false,
  },
})
