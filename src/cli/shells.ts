import type { Environment } from './client-variables.ts'

/** How one form writes variables. Gives undefined for a value that it has no way to write. */
type Write = (name: string, value: string) => string | undefined

/** Each form that variables can be written in, all of them for programs. */
export const shells = {
  sh: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  fish: (name, value) => `set -gx ${name} '${value.replaceAll(/[\\']/g, '\\$&')}'`,
  // Its quotes may be curved ones too, and all of them are doubled.
  powershell: (name, value) => `$env:${name} = '${value.replaceAll(/['‘’‚‛]/g, '$&$&')}'`,
  dotenv: (name, value) => {
    const quotes = ["'", '"', '`'].find(one => !value.includes(one) && (one === "'" || !/[\\$\r\n]/.test(value)))
    return quotes === undefined ? undefined : `${name}=${quotes}${value}${quotes}`
  },
  github: (name, value) => {
    let end = 'END'
    while (value.split(/\r?\n/).includes(end)) end += '_'
    return `${name}<<${end}\n${value}\n${end}`
  },
} as const satisfies { readonly [form: string]: Write }

/** A form that variables can be written in. */
export type Form = keyof typeof shells | 'json'

/** Every form, the usual one first. */
export const forms: readonly Form[] = ['sh', 'fish', 'powershell', 'dotenv', 'json', 'github']

/** Variables in a form, and the names of those that cannot be written in it. */
export function writeVariables(variables: Environment, form: Form): { readonly text: string; readonly left: string[] } {
  if (form === 'json') return { text: JSON.stringify(variables, null, 2), left: [] }
  const left: string[] = []
  const lines = Object.entries(variables).flatMap(([name, value]) => {
    const line = form === 'github' && name === 'NODE_OPTIONS' ? undefined : shells[form](name, value)
    if (line === undefined) left.push(name)
    return line ?? []
  })
  return { text: lines.join('\n'), left }
}
