/** The form that edits a request and sends it again. */
export function Draft({ id }: { readonly id: string }) {
  return <p class="muted">Edit and resend #{id}</p>
}
