import { linkTo } from './router.ts'

/** A call as a link, by the first part of its id. */
export function CallLink({ id }: { readonly id: string | undefined }) {
  if (id === undefined) return <span class="faint">none</span>
  return (
    <a class="mono" href={linkTo(`/calls/${encodeURIComponent(id)}`)} title={id}>
      {toShortId(id)}
    </a>
  )
}

/** The first part of a UUID; any other id as it is. */
export const toShortId = (id: string): string => (/^[\da-f]{8}-[\da-f]{4}-/.test(id) ? id.slice(0, 8) : id)

/** A sentence in which the ids of faults are links. */
export function FaultLinks({ text, faults }: { readonly text: string; readonly faults: readonly string[] }) {
  const parts = text.split(/(?<![\w-])(fault-\d+)(?![\w-])/)
  return (
    <>
      {parts.map((part, index) =>
        faults.includes(part) ? (
          <a key={index} class="fault-link" href={linkTo('/scenario/faults', { fault: part })}>
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  )
}
