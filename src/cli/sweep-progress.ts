import { say } from './print.ts'

/** Shows how far a sweep has come. */
export interface Progress {
  /** One more run is over; `broken` of them broke so far. */
  step(broken: number): void
  end(): void
}

/** How often there is a line where there is no bar, in milliseconds. */
const pause = 5_000

/** A bar where people look, else a line now and then. */
export async function createProgress(total: number): Promise<Progress> {
  const { CI, NO_COLOR, TERM } = process.env
  return process.stderr.isTTY && !CI && !NO_COLOR && TERM !== 'dumb' ? createBar(total) : createLines(total)
}

async function createBar(total: number): Promise<Progress> {
  const { default: progress } = await import('cli-progress')
  const bar = new progress.SingleBar(
    {
      format: '{bar} {value} of {total} runs, {broken} broke, {eta_formatted} to go',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
      barsize: 30,
    },
    progress.Presets.shades_classic,
  )
  bar.start(total, 0, { broken: 0 })
  return {
    step: broken => bar.increment(1, { broken }),
    end: () => bar.stop(),
  }
}

function createLines(total: number): Progress {
  let count = 0
  let told = Date.now()
  return {
    step(broken) {
      count++
      if (Date.now() - told < pause || count === total) return
      told = Date.now()
      say(`${count} of ${total} runs, ${broken} broke`)
    },
    end() {},
  }
}
