/** Builds the package into dist. `--no-dts` leaves out the type declarations, which is faster. */
import { build } from 'tsdown'

// tsdown's own command warns about Node 20 on each run, so its function is called instead.
await build({ logLevel: 'warn', ...(process.argv.includes('--no-dts') ? { dts: false } : {}) })
