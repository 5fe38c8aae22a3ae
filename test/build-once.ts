import { execFileSync } from 'node:child_process'

/** Builds the package before the tests, so that those of the command line run what users run; types are those of the sources. */
export function setup(): void {
  execFileSync(process.execPath, ['build/build.mjs', '--no-dts'], {
    stdio: 'inherit',
  })
}
