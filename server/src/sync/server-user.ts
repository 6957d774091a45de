/** Whom repairs belong to: the server itself, nobody's words. */
export const SERVER_USER_ID = 'server'
