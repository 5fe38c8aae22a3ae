/** The part of a problem document that tests use. */
export interface ProblemView {
  readonly status: number
  readonly code: string
  readonly problems?: readonly { readonly code?: string; readonly path?: readonly (string | number)[] }[]
}

/** The status and code of a refusal, then the code and path of each problem, such as `400 not-valid`, `invalid-field ring`. */
export function toCodes({ json }: { readonly json: unknown }): readonly string[] {
  // A success has no code and fails the comparison.
  const { status, code, problems = [] } = json as ProblemView
  return [`${status} ${code}`, ...problems.map(one => `${one.code} ${one.path?.join('.') ?? ''}`.trim())]
}
