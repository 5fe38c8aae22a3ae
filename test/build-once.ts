import { execFileSync } from 'node:child_process'

/** Builds the package before the tests, so that the tests of the command line run the published files; types come from the sources. */
export function setup(): void {
  execFileSync(process.execPath, ['build/build.mjs', '--no-dts'], {
    stdio: 'inherit',
  })
}
