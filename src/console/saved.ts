/** The text of the run that a saved page has inside; undefined in a page that an emulator serves. */
export const findSavedRun = (): string | undefined => document.getElementById('run')?.textContent ?? undefined
