/** The latest moment that a year of four digits can tell. */
const latest = Date.UTC(9999, 11, 31)

/** A moment in Unix milliseconds as ISO 8601; what is no moment at all becomes the nearest one that can be written. */
export const toMoment = (milliseconds: number): string =>
  new Date(Number.isNaN(milliseconds) ? 0 : Math.min(latest, Math.max(0, milliseconds))).toISOString()
