/**
 * Why the server closes a socket. 44xx as graphql-ws has them; after `RESTART`, `SLOW`, `TOO_MANY`
 * and `TOO_MANY_SOCKETS` a client comes back by itself, after the others only when something has changed.
 */
export const CLOSE = {
  /** 1012: the server is being restarted. */
  RESTART: { code: 1012, reason: 'Service restart' },
  BAD_REQUEST: { code: 4400, reason: 'Invalid message received' },
  /** Nobody is signed in, or no longer. */
  UNAUTHORIZED: { code: 4401, reason: 'Unauthorized' },
  /** Refused updates again and again: no page of ours does that. */
  FORBIDDEN: { code: 4403, reason: 'Forbidden' },
  /** Did not read what was sent to it. */
  SLOW: { code: 4008, reason: 'Too slow' },
  INIT_TIMEOUT: { code: 4408, reason: 'Connection initialisation timeout' },
  TOO_MANY: { code: 4429, reason: 'Too many requests' },
  /** The session is another person's than the page's. */
  OTHER_PERSON: { code: 4410, reason: 'Signed in as somebody else' },
  /** As many sockets of this person as there may be are open already. */
  TOO_MANY_SOCKETS: { code: 4430, reason: 'Too many sockets' },
  INTERNAL: { code: 4500, reason: 'Internal server error' },
} as const

export type CloseReason = (typeof CLOSE)[keyof typeof CLOSE]
