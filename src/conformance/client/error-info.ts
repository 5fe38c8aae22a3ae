import type { Seen } from './run.ts'

/** What the emulator itself said in ErrorInfo; undefined where a fault refused or changed the answer, or it is not kept whole. */
export function readErrorInfo({ reply, failureModes }: Pick<Seen, 'reply' | 'failureModes'>): string | undefined {
  if (failureModes.length > 0) return undefined
  try {
    const { ErrorInfo }: { readonly ErrorInfo?: unknown } = Object(JSON.parse(reply))
    return typeof ErrorInfo === 'string' && ErrorInfo !== '' ? ErrorInfo : undefined
  } catch {
    return undefined
  }
}
