/** A YAML file that the build has read: the file as it is, and what it says. */
declare module '*.yaml' {
  const file: { readonly text: string; readonly data: unknown }
  export default file
}
