type Unit = 'ms' | 's' | 'm' | 'h' | 'd'
type Part<One extends Unit> = `${number}${One}`

/** A duration as scenarios write it: `500ms`, `3s`, `2m30s`, `1h`, `1d`. */
export type DurationText =
  | Part<Unit>
  | `${Part<'s'>}${Part<'ms'>}`
  | `${Part<'m'>}${Part<'s'>}`
  | `${Part<'h'>}${Part<'m' | 's'>}`
  | `${Part<'h'>}${Part<'m'>}${Part<'s'>}`
  | `${Part<'d'>}${Part<'h' | 'm' | 's'>}`
  | `${Part<'d'>}${Part<'h'>}${Part<'m'>}`
