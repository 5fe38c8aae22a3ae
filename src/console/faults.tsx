/** The armed faults, and the form that arms one. */
export function FaultsPane() {
  return <section class="pane" aria-label="Faults" />
}
