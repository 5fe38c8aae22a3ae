/** How a sweep is written down. */
export type SweepFormat = (typeof sweepFormats)[number]

/** Every format of a sweep. */
export const sweepFormats = ['text', 'json', 'markdown'] as const
