import { defineConfig } from 'tsdown'
import { yamlData } from '../../build/yaml-data.ts'

/** The bench measures the core itself, which the package does not export: it is bundled from the sources. */
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
