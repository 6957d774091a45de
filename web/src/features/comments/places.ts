/** Where the parts of the panel are, for the focus to go to. */
export const cardOf = (threadId: string): string => `[data-thread="${threadId}"]`
export const COMPOSER_FIELD = '[data-composer] textarea'
