import { defineConfig } from 'tsdown'
import { eagerChunk } from './build/eager.ts'
import { licenses } from './build/licenses.ts'
import { yamlData } from './build/yaml-data.ts'

const common = { format: 'esm', platform: 'node', target: 'node20', fixedExtension: false } as const

/** What every start of the command line needs: packed into it, so that a start reads one file instead of two hundred. */
const packed = ['zod', 'hono', '@hono/node-server', 'commander', 'picocolors', 'leven']

export default defineConfig([
  {
    ...common,
    entry: {
      index: 'src/index.ts',
      contracts: 'src/contracts/index.ts',
      msw: 'src/adapters/msw.ts',
      vitest: 'src/adapters/vitest.ts',
    },
    dts: { sourcemap: false },
    plugins: [yamlData()],
  },
  {
    ...common,
    entry: { main: 'src/cli/main.ts' },
    outDir: 'dist/cli',
    dts: false,
    plugins: [yamlData(), licenses(packed)],
    outputOptions: eagerChunk(new URL('src/cli/main.ts', import.meta.url).pathname),
    deps: { alwaysBundle: packed.map(name => new RegExp(`^${name}(/|$)`)) },
  },
  // Loaded by clients before anything of theirs, so it is one file, of the kind that every Node can require.
  {
    ...common,
    entry: { 'node-preload': 'src/adapters/node-preload.ts' },
    format: 'cjs',
    outDir: 'dist/preload',
    dts: false,
  },
])
