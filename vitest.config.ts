import { defineConfig } from 'vitest/config'
import { yamlData } from './build/yaml-data.ts'

export default defineConfig({
  plugins: [yamlData()],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build-once.ts'],
    testTimeout: 90_000,
    // Most tests wait for sockets and child processes, so three at once are no hurry even on two cores.
    maxWorkers: 3,
    // Files share their modules: what ringback remembers, it is handed, so that no file can change another's.
    isolate: false,
  },
})
