import { type ErrorName, toError } from './errors.ts'

/** Why a request is refused: a name until the last line, with what `ErrorInfo` says if more is known than usual. */
export interface Refusal {
  readonly refuse: ErrorName
  readonly because?: string | undefined
}

/** A refusal whose `ErrorInfo` begins with the text that was observed for its code, if there is one, followed by the detail. */
export function refuseWith(refuse: ErrorName, detail: string): Refusal & { readonly because: string } {
  const { text } = toError(refuse)
  return {
    refuse,
    because: text === undefined || detail.startsWith(text) ? detail : `${text.replace(/\.$/, '')}. ${detail}`,
  }
}

/** What `ErrorInfo` says of a refusal. */
export function toErrorInfo({ refuse, because }: Refusal): string {
  const error = toError(refuse)
  return because ?? error.text ?? error.meaning
}
