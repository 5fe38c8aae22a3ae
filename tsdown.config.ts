import { defineConfig } from 'tsdown'
import { groupChunks } from './build/chunks.ts'
import { consolePage } from './build/console.ts'
import { licenses } from './build/licenses.ts'
import { yamlData } from './build/yaml-data.ts'

/** Options of rolldown: no warning about the time that plugins take. */
const inputOptions = { checks: { pluginTimings: false } } as const

const common = {
  format: 'esm',
  platform: 'node',
  target: 'node20',
  fixedExtension: false,
  inputOptions,
} as const

const plugins = [yamlData(), licenses()]

/** Imported by name in the sources; each bundle loads the one copy in `dist`. */
const faker = '@faker-js/faker/locale/en'

/** Packages of the library that CommonJS could not load, or that are too small to depend on. */
const bundled = [/^leven$/, /^string-width$/, /^get-east-asian-width$/, /^strip-ansi$/, /^ansi-regex$/]

/** What every start of the command line needs: packed into it, so that a start reads one file instead of two hundred. */
const packed = [
  /^zod(\/|$)/,
  /^hono(\/|$)/,
  /^@hono\/node-server$/,
  /^commander$/,
  /^picocolors$/,
  ...bundled,
  /^cli-progress$/,
]

/** Entry points that exist as ES modules and as CommonJS. */
const entry = { index: 'src/index.ts', contracts: 'src/contracts/index.ts', msw: 'src/sdk/msw.ts' }

/**
 * The module that creates certificates, with the packages that only it uses: one file for every bundle, loaded where https
 * is used. It is CommonJS, which both formats can load.
 */
const authority = (path: string) => ({
  name: 'authority',
  resolveId(id: string, _: string | undefined, { kind }: { readonly kind?: string }) {
    return kind === 'dynamic-import' && id.endsWith('/authority.ts') ? { id: path, external: true } : undefined
  },
})

const source = (file: string) => new URL(`src/${file}`, import.meta.url).pathname

export default defineConfig([
  {
    ...common,
    plugins: [...plugins, authority('./authority.cjs')],
    entry: { ...entry, vitest: 'src/sdk/vitest.ts' },
    dts: { sourcemap: false },
    deps: { alwaysBundle: bundled, neverBundle: [faker] },
    outputOptions: { paths: { [faker]: './faker.cjs' } },
  },
  {
    ...common,
    plugins: [...plugins, authority('./authority.cjs')],
    entry,
    format: 'cjs',
    dts: { sourcemap: false },
    deps: { alwaysBundle: bundled, neverBundle: [faker] },
    // Jest runs CommonJS in a context without `import()`.
    outputOptions: { paths: { [faker]: './faker.cjs' }, dynamicImportInCjs: false },
  },
  {
    ...common,
    plugins,
    entry: { authority: 'src/intercept/authority.ts' },
    format: 'cjs',
    dts: false,
    minify: true,
    deps: { alwaysBundle: [/./] },
  },
  // The names of generated calls. One copy for both formats, loaded by scenarios with `generate` only.
  {
    ...common,
    plugins,
    entry: { faker },
    format: 'cjs',
    dts: false,
    minify: true,
    deps: { alwaysBundle: [/^@faker-js\/faker(\/|$)/] },
  },
  {
    ...common,
    plugins: [...plugins, authority('../authority.cjs')],
    entry: { main: 'src/cli/main.ts' },
    outDir: 'dist/cli',
    dts: false,
    deps: { alwaysBundle: packed, neverBundle: [faker] },
    outputOptions: {
      // What commands share, from the smallest to the largest, so that each reads few files and little of the others' code.
      ...groupChunks({
        eager: source('cli/main.ts'),
        usersig: source('cli/sign.ts'),
        contracts: source('contracts/operations.ts'),
        emulator: source('cli/start.ts'),
      }),
      paths: { [faker]: '../faker.cjs' },
    },
  },
  // Loaded by clients before anything of theirs, so it is one file, of the kind that every Node can require.
  {
    ...common,
    plugins,
    entry: { 'node-preload': 'src/intercept/preload.ts' },
    format: 'cjs',
    outDir: 'dist/preload',
    dts: false,
  },
  // The console: one script, one style sheet and one page, which the emulator serves.
  {
    entry: { console: 'src/console/main.tsx' },
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    tsconfig: 'src/console/tsconfig.json',
    inputOptions,
    plugins: [licenses(), consolePage()],
    outDir: 'dist/console',
    dts: false,
    minify: true,
    deps: { alwaysBundle: [/./] },
  },
])
