/** What a crowd talks by, in proportion, where a scenario says nothing. */
export const defaultMedia = { audio: 3, video: 1 } as const

/** How a crowd's calls come out, in proportion, where a scenario says nothing. */
export const defaultOutcomes = { answered: 6, rejected: 1, unanswered: 2, cancelled: 1 } as const
