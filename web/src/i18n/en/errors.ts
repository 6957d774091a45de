export const errors = {
  UNAUTHENTICATED: 'Your session has ended. Please sign in again.',
  FORBIDDEN: 'You are not allowed to do this.',
  NOT_FOUND: 'Not found.',
  INVALID: 'The data is not valid.',
  CONFLICT: 'Somebody changed this at the same time. Please reload the page and try again.',
  TOO_LARGE: 'The content is too large.',
  RATE_LIMITED: 'Too many attempts in a short time. Please wait a moment.',
  UNAVAILABLE: 'The server is not answering at the moment. Please try again shortly.',
  SCHEMA_TOO_OLD: 'This tab runs an older version. Please reload the page.',
  EPOCH_CHANGED: 'The document was restored on the server, or data were taken out of it. Please reload the page.',
  EXPIRED: 'This is no longer valid.',
  SIGNED_IN_AS_OTHER: 'Somebody else has signed in in this browser. Please reload the page.',
  OFFLINE: 'No connection to the server.',
  UNEXPECTED: 'Something unexpected went wrong. Please try again.',
  page: {
    notFound: {
      title: 'There is no such page',
      text: 'The address is wrong, or the page has moved.',
    },
    refused: {
      title: 'No access',
      text: 'This document does not exist, or it has not been shared with you. You can ask the person who sent you the link for access.',
    },
    expired: {
      title: 'The link has expired',
      text: 'A sign-in link works once and for 15 minutes. Please ask for a new one.',
      action: 'Ask for a new link',
    },
    offline: {
      title: 'No connection',
      text: 'This page needs a connection to the server. Documents opened earlier on this device also work without one.',
    },
    home: 'Go to documents',
  },
  load: 'The data could not be loaded.',
}
