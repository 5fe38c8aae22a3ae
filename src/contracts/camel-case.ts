/** A command's name as programs spell it: `get_call_info` is `getCallInfo`. */
export type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

/** Spells a command's name as programs do. */
export const toCamelCase = <Name extends string>(name: Name): CamelCase<Name> =>
  // The type does with a name what the pattern does.
  name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<Name>
