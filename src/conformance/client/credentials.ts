/** Whether a field is named like a secret that has no place in a body. */
export const isCredentialName = (name: string): boolean =>
  /^(?:user_?sig|(?:sdk_?)?secret_?key|secret|password)$/i.test(name)
