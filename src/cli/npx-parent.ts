/** How often it is looked whether the parent is gone, in milliseconds. */
const interval = 250

/**
 * Calls back once if the shell by which npx runs this command is gone: npx passes a signal on to that shell alone. Only for
 * a command line that npx runs as it is, since a shell may put what it runs into the background and end at once.
 */
export function onNpxGone(callback: () => void, environment: Readonly<NodeJS.ProcessEnv> = process.env): void {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script = '' } = environment
  const isPlain = /^["']?ringback["']?(?: |$)/.test(script) && !/[&;|\n]/.test(script)
  if (event !== 'npx' || !isPlain || process.platform === 'win32') return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    callback()
  }, interval)
  timer.unref()
}
