import { parseDuration } from '../text/duration.ts'

/** A duration as written, in milliseconds. Throws on what is none, which a check finds before it comes here. */
export function toMilliseconds(text: string): number {
  const length = parseDuration(text)
  if (length === undefined) throw new RangeError(`${JSON.stringify(text)} is not a duration: check the scenario first.`)
  return length
}
