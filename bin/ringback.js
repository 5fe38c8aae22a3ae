#!/usr/bin/env node
// The published package contains dist. A clone does not until it is built.
import { existsSync } from 'node:fs'

const main = new URL('../dist/cli/main.js', import.meta.url)
if (existsSync(main)) {
  await import(main.href)
} else {
  process.stderr.write('ringback is not built yet. Run "npm ci && npm run build" in its folder, then try again.\n')
  process.exitCode = 3
}
