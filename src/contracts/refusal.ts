import { type ErrorName, toError } from './errors.ts'

/** Why a request is refused: a name until the last line, with what `ErrorInfo` says if more is known than usual. */
export interface Refusal {
  readonly refuse: ErrorName
  readonly because?: string | undefined
}

/** What `ErrorInfo` says of a refusal. */
export function toErrorInfo({ refuse, because }: Refusal): string {
  const error = toError(refuse)
  return because ?? error.text ?? error.meaning
}
