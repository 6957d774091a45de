import type { Db } from '@app/prisma'
import type { Logger } from 'pino'
import type { Audit } from './audit/audit.ts'
import type { Actor } from './auth/policy.ts'
import type { Sessions } from './auth/session.ts'
import type { Env } from './env.ts'
import type { HistoryFold } from './history/activity-fold.ts'
import type { Authorship } from './history/authorship.ts'
import type { Mailer } from './mail/mail.ts'
import type { Notices } from './notifications/notices.ts'
import type { RedactionList } from './proof/redaction/redaction-list.ts'
import type { PubSub } from './pubsub.ts'
import type { Rooms } from './sync/index.ts'

/** Where the time comes from; tests and demo content bring their own. */
export interface Clock {
  now(): Date
}

/** What one running application has; the same for every request. */
export interface Services {
  db: Db
  env: Env
  clock: Clock
  rooms: Rooms
  pubsub: PubSub
  audit: Audit
  sessions: Sessions
  mailer: Mailer
  notices: Notices
  history: HistoryFold
  authorship: Authorship
  redactionList: RedactionList
  logger: Logger
}

/** What one operation sees. Made anew for every operation, on HTTP and socket alike. */
export interface Context extends Services {
  /** Null when nobody is signed in. */
  actor: Actor | null
  /** Named in the log, and to the caller where something failed. */
  requestId: string
  /** Where this instance's pages are: links in mails lead there. */
  origin: string
  /** Whether so much of theirs was refused meanwhile that nothing is looked at any more. */
  isOut(): boolean
}

export function createContext(services: Services, operation: Omit<Context, keyof Services>): Context {
  return { ...services, ...operation }
}
