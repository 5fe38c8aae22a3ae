import { spawn } from 'node:child_process'
import { toErrorCode } from './exit.ts'

/** How long the program that opens a page is waited for, in milliseconds: some run as long as the browser. */
const longestWait = 2_000

/** Opens an address in the browser of the system. Resolves to why that failed, or to undefined. It never rejects. */
export function openInBrowser(address: string): Promise<string | undefined> {
  const [program, ...args] = toCommand(address)
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(undefined), longestWait)
    const finish = (problem?: string) => {
      clearTimeout(timer)
      resolve(problem)
    }
    // The browser outlives ringback, and its output is not for the terminal.
    const child = spawn(program, args, { stdio: 'ignore', detached: true })
    child.on('error', error => finish(`${program}: ${toErrorCode(error)}`))
    child.on('exit', code => finish(code === 0 ? undefined : `${program}: exit code ${code}`))
    child.unref()
  })
}

function toCommand(address: string): readonly [program: string, ...args: string[]] {
  switch (process.platform) {
    case 'darwin':
      return ['open', address]
    case 'win32':
      // Unlike `start` of cmd, it takes an address as it is.
      return ['rundll32', 'url.dll,FileProtocolHandler', address]
    default:
      return ['xdg-open', address]
  }
}
