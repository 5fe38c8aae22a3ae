/** Builds the package into dist, or what `--config FILE` names. `--no-dts` leaves out the type declarations, which is faster. */
import { parseArgs } from 'node:util'
import { build } from 'tsdown'

const { values } = parseArgs({ options: { 'no-dts': { type: 'boolean' }, config: { type: 'string' } } })
// tsdown's own command warns about Node 20 on each run, so its function is called instead.
await build({
  logLevel: 'warn',
  config: values.config ?? 'tsdown.config.ts',
  ...(values['no-dts'] ? { dts: false } : {}),
})
