/** Where the vendor's pages say two things about one: what each says, and which of them is kept here. */
export interface Contradiction {
  /** What it is about, such as a field's name. */
  readonly about: string
  readonly says: readonly { readonly page: number; readonly what: string }[]
  /** What is done about it here, and why. */
  readonly kept: string
}
