import { defineConfig } from 'tsdown'
import { yamlData } from '../../build/yaml-data.ts'

/** The benchmark measures the core, which the package does not export, so it is bundled from the sources. */
export default defineConfig({
  entry: { main: 'main.ts' },
  outDir: '../../.bench',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  fixedExtension: false,
  dts: false,
  logLevel: 'warn',
  plugins: [yamlData()],
})
