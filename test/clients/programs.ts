import { execFileSync } from 'node:child_process'

/** The path of the browser that displays pages. */
export const chromiumPath = '/usr/bin/chromium'

const checks = {
  curl: () => prints(/curl/, 'sh', '-c', 'command -v curl'),
  // The Java launcher compiles a source file, which needs a JDK.
  java: () => prints(/^jdk\.compiler@(1[7-9]|[2-9]\d)/m, 'java', '--list-modules'),
  python: () => prints(/^Python 3\.([89]|\d\d)/, 'python3', '--version'),
  ruby: () => prints(/^ruby [3-9]/, 'ruby', '--version'),
}

/** Whether a program that some tests need is installed. With `CI=true` a missing one is an error, so that no test is skipped. */
export function hasProgram(name: keyof typeof checks, env: NodeJS.ProcessEnv = process.env): boolean {
  const isInstalled = checks[name]()
  if (!isInstalled && env.CI === 'true') throw new Error(`${name} is not installed, and CI skips no test.`)
  return isInstalled
}

function prints(form: RegExp, command: string, ...args: string[]): boolean {
  try {
    return form.test(execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return false
  }
}
