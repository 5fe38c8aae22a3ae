import picocolors from 'picocolors'

/** For programs: one text on stdout, ended by a newline. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** For people: one text on stderr, ended by a newline. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`)

/** Colours for a stream: none where it is no terminal, unless asked for, and none where `NO_COLOR` is set. */
export const toColours = ({ isTTY }: Pick<NodeJS.WriteStream, 'isTTY'>) =>
  picocolors.createColors(
    !process.env.NO_COLOR && (Boolean(process.env.FORCE_COLOR) || (isTTY && process.env.TERM !== 'dumb')),
  )

/** Colours for stderr. */
export const colours = toColours(process.stderr)
