/**
 * What the package may weigh, in bytes, and how many files it may have: what it weighed when the bound was set, and some
 * fifteen in a hundred. Where one is exceeded, look what came in that need not be there; if it all must, raise the bound in
 * the same commit and say why.
 */
export const bounds = {
  tarball: 1_600_000,
  // The console, and three bundles (ESM, CommonJS, CLI) have the catalogues of messages; certificates are created by a bundled library of 349 KB.
  unpacked: 6_000_000,
  files: 250,
  /** The page of the console with its script and its style sheet, compressed with gzip. */
  console: 100_000,
  /** One contract in a minified bundle of esbuild, with the parts of zod that it needs. */
  contractBundle: 125_000,
  /** What `import` of an entrance loads of ours, at once and before anything is called. */
  entrances: {
    // With filters, explanations, metrics and saved scenarios of the admin API.
    '.': 800_000,
    // With the catalogue of its messages.
    './contracts': 140_000,
    // With its messages, and the headers of the service's replies.
    './msw': 24_000,
    './vitest': 770_000,
  },
} as const

/** What the tarball may hold. */
export const allowed = [
  /^(?:package\.json|README\.md|LICENSE|SECURITY\.md|CHANGELOG\.md|openapi\.json|scenario\.schema\.json)$/,
  /^bin\/ringback\.js$/,
  /^schemas\/[\w-]+\.schema\.json$/,
  /^dist\/[\w.-]+\.(?:js|cjs|d\.ts|d\.cts)$/,
  /^dist\/cli\/[\w.-]+\.js$/,
  /^dist\/console\/(?:index\.html|console\.(?:js|css))$/,
  /^dist\/preload\/[\w.-]+\.cjs$/,
  /^dist\/THIRD-PARTY-LICENSES\.txt$/,
]
