import type { Seen } from './run.ts'

/** What a client met, for a sentence. */
export function explainMet({ trouble, drop, errorCode, status, failureModes }: Seen): string {
  if (trouble === 'hung up') return 'an answer it did not wait for'
  if (trouble === 'lost') return drop === 'before' ? 'a reset connection' : 'an answer cut off in the middle'
  if (trouble !== 'spoilt') return `ErrorCode ${errorCode ?? '?'}`
  if (failureModes.includes('http')) return `HTTP ${status}`
  const met = failureModes.find(stumble => stumble in spoilt)
  return met === undefined ? 'a spoilt answer' : (spoilt[met] ?? met)
}

const spoilt: { readonly [stumble: string]: string } = {
  empty: 'an empty body',
  truncated: 'a body cut off in the middle',
  garbage: 'a body that is no JSON',
  html: 'a page of HTML',
  omitted: 'an answer with a field left out',
  mistyped: 'an answer with a field of another type',
}

/** Milliseconds for a sentence. */
export const explainSpan = (milliseconds: number): string =>
  milliseconds >= 1_000 ? `${(milliseconds / 1_000).toFixed(1)} s` : `${Math.max(0, Math.round(milliseconds))} ms`
