import { defineConfig } from 'tsdown'
import { yamlData } from './build/yaml-data.ts'

export default defineConfig({
  entry: { index: 'src/index.ts', contracts: 'src/contracts/index.ts', cli: 'src/cli/main.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  fixedExtension: false,
  dts: { sourcemap: false },
  plugins: [yamlData()],
})
