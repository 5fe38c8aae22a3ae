import { defineConfig } from 'vitest/config'
import { yamlData } from './build/yaml-data.ts'

export default defineConfig({
  plugins: [yamlData()],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build-once.ts'],
    testTimeout: 20_000,
  },
})
