import { defineConfig } from 'vitest/config'
import { yamlData } from '../yaml-data.ts'

/** The unit tests that are repeated on other versions of Node: they start no process and need no other program and no build. */
const folders = ['text', 'contracts', 'call', 'faults', 'operations', 'emulator/callbacks']
const files = [
  'sdk/handles',
  'server/connections',
  'server/fairness',
  'server/handed-over-sockets',
  'sdk/plain-data',
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
