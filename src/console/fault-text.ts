/** A fault as scenarios write it. */
export type FaultInput = { readonly [key: string]: unknown }

/** Data as YAML in one line, such as `{ on: end_call, error: 101001, times: 2 }`. */
export function toFlowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toFlowYaml).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, one]) => `${key}: ${toFlowYaml(one)}`)
      .join(', ')} }`
  }
  if (typeof value !== 'string') return JSON.stringify(value)
  // Only what YAML reads as this very text stays without quotes.
  return /^[A-Za-z][\w./-]*$|^(?:\d+(?:ms|[smhd]))+$|^\d+B\/s$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off)$/i.test(value)
    ? value
    : JSON.stringify(value)
}

/** A fault as an item of the list `faults` of a scenario. */
export const toFaultLine = (fault: FaultInput): string => `- ${toFlowYaml(fault)}`

/** A scenario with one more fault at the end of its list `faults`, which is added if there is none. */
export function addFault(scenario: string, fault: FaultInput): string {
  const line = `  ${toFaultLine(fault)}`
  const lines = scenario.replace(/\n*$/, '').split('\n')
  const start = lines.findIndex(text => /^faults:\s*(?:#.*)?$/.test(text))
  if (start === -1) return `${lines.filter(text => !/^faults:\s*\[\s*\]/.test(text)).join('\n')}\nfaults:\n${line}\n`
  const next = lines.findIndex((text, index) => index > start && /^[^\s#-]/.test(text))
  const at = next === -1 ? lines.length : next
  // The items of a list may stand at the same column as its key.
  const isFlush = lines.slice(start + 1, at).some(text => text.startsWith('- '))
  lines.splice(at, 0, isFlush ? line.trimStart() : line)
  return `${lines.join('\n')}\n`
}

/** A scenario as YAML: each field on a line of its own, and each item of a list. */
export const toScenarioText = (scenario: object): string =>
  Object.entries(scenario)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) =>
      Array.isArray(value)
        ? `${key}:\n${value.map(item => `  - ${toFlowYaml(item)}`).join('\n')}`
        : `${key}: ${toFlowYaml(value)}`,
    )
    .join('\n')
