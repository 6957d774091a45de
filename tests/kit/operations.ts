import { randomUUID } from 'node:crypto'
import { SCHEMA_VERSION } from '@app/server/document'
import type { TestApp } from './app.ts'
import type { SeededDocument } from './seed.ts'

export type Ability = 'read' | 'comment' | 'form' | 'propose' | 'edit' | 'manage' | 'review'

export interface Target {
  document: SeededDocument
  epoch: string
  memberId: string
  otherId: string
  /** A thread begun by the person of the case, its first comment, and the block it is about. */
  threadId: string
  commentId: string
  unitId: string
  /** A proposal of the person of the case. */
  proposalId: string
  versionId: string
  /** A note of the person of the case, whoever they are. */
  noteId: string
}

export interface Operation {
  /** What the person must be able to do with the document. */
  needs: Ability
  variables(target: Target): Record<string, unknown>
  /** Said instead of NOT_FOUND to whoever may not read. */
  hidden?: unknown
  archived?: boolean
  /** What a subscription hears of, where nothing happens by itself. */
  happen?(app: TestApp, target: Target): void
}

const input = (make: (target: Target) => Record<string, unknown>) => (target: Target) => ({
  input: { documentId: target.document.id, ...make(target) },
})

const said = () => ({ comment: { id: randomUUID(), body: 'Uwaga' } })

/** Every operation on a document. One that is new in the schema and missing here fails the first test. */
export const OPERATIONS: Record<string, Operation> = {
  document: { needs: 'read', variables: ({ document }) => ({ id: document.id }), hidden: null },
  documentTextHash: {
    needs: 'read',
    variables: ({ document }) => ({ documentId: document.id, stateVector: 'AA==' }),
  },
  documentEvents: {
    needs: 'read',
    variables: ({ document }) => ({ documentId: document.id, clientId: 77, schemaVersion: SCHEMA_VERSION }),
  },
  markDocumentRead: { needs: 'read', variables: input(() => ({ seq: 0 })) },
  remarks: { needs: 'read', variables: ({ document }) => ({ documentId: document.id }), hidden: null },
  requestDownload: { needs: 'read', variables: input(() => ({ format: 'HTML' })) },
  requestRemarksDownload: { needs: 'read', variables: input(() => ({ format: 'CSV' })) },
  setPresence: { needs: 'read', variables: input(() => ({ clientId: 77, head: 'AAAA' })), hidden: false },
  pushUpdate: {
    // What it changes is asked for each update (`sync/proposal-gate.ts`); this one changes nothing.
    needs: 'propose',
    variables: input(({ epoch }) => ({
      epoch,
      schemaVersion: SCHEMA_VERSION,
      clientId: 78,
      clientSeq: 1,
      update: 'AAA=',
    })),
  },
  authorship: { needs: 'read', variables: ({ document }) => ({ documentId: document.id }) },
  compare: {
    needs: 'read',
    variables: ({ document }) => ({ documentId: document.id, from: { seq: 0 }, to: { now: true } }),
  },
  thread: { needs: 'read', variables: ({ threadId }) => ({ id: threadId }), hidden: null },
  threadEvents: {
    needs: 'read',
    variables: ({ document }) => ({ documentId: document.id }),
    happen: ({ app: { pubsub } }, { document, threadId }) =>
      pubsub.publish('thread', { documentId: document.id, threadId }),
  },
  markThreadsRead: { needs: 'read', variables: input(({ threadId }) => ({ threadIds: [threadId] })) },
  startThread: {
    needs: 'comment',
    variables: input(({ unitId }) => ({ ...said(), id: randomUUID(), type: 'GENERAL', aim: { unitId } })),
  },
  replyToThread: { needs: 'comment', variables: ({ threadId }) => ({ input: { threadId, ...said() } }) },
  editComment: {
    needs: 'comment',
    variables: ({ commentId }) => ({ input: { comment: { id: commentId, body: 'Inaczej' }, was: ['Uwaga'] } }),
  },
  deleteComment: { needs: 'comment', variables: ({ commentId }) => ({ input: { commentId } }) },
  react: { needs: 'comment', variables: ({ commentId }) => ({ input: { commentId, emoji: '👍', on: true } }) },
  resolveThread: { needs: 'comment', variables: ({ threadId }) => ({ input: { threadId, resolved: true } }) },
  reanchorThread: {
    needs: 'comment',
    variables: ({ threadId, unitId }) => ({ input: { threadId, aim: { unitId } } }),
  },
  proposal: { needs: 'read', variables: ({ proposalId }) => ({ id: proposalId }), hidden: null },
  proposalEvents: {
    needs: 'read',
    variables: ({ document }) => ({ documentId: document.id }),
    happen: ({ app: { pubsub } }, { document, proposalId }) =>
      pubsub.publish('proposal', { documentId: document.id, proposalId }),
  },
  proposeWording: {
    needs: 'form',
    variables: input(({ unitId }) => ({ id: randomUUID(), unitId, wording: 'Inny tekst', grounds: 'Bo tak' })),
  },
  describeProposal: {
    needs: 'comment',
    variables: ({ proposalId }) => ({ input: { proposalId, title: 'Tytuł', grounds: 'Powody' } }),
  },
  withdrawProposal: { needs: 'comment', variables: ({ proposalId }) => ({ input: { proposalId } }) },
  decideProposals: {
    needs: 'edit',
    variables: ({ proposalId }) => ({ input: { proposalIds: [proposalId], state: 'DECLINED', reason: 'Nie' } }),
  },
  activity: { needs: 'read', variables: ({ document }) => ({ documentId: document.id }) },
  activityEvents: {
    needs: 'read',
    variables: ({ document }) => ({ documentId: document.id }),
    happen: ({ app: { pubsub } }, { document: { id: documentId } }) => pubsub.publish('document', { documentId }),
  },
  headingEvents: {
    needs: 'read',
    variables: ({ document }) => ({ documentId: document.id }),
    happen: ({ app: { pubsub } }, { document: { id: documentId } }) => pubsub.publish('heading', { documentId }),
  },
  playbackTrack: { needs: 'read', variables: ({ document }) => ({ documentId: document.id }) },
  playbackFrame: { needs: 'read', variables: ({ document }) => ({ documentId: document.id, seq: 1, since: 0 }) },
  documentUnits: { needs: 'read', variables: ({ document }) => ({ documentId: document.id }) },
  textNews: { needs: 'read', variables: ({ document }) => ({ documentId: document.id }) },
  requestProof: { needs: 'read', variables: ({ versionId }) => ({ input: { versionId } }) },
  redactText: {
    needs: 'manage',
    archived: true,
    variables: input(() => ({ id: randomUUID(), text: 'Tekst', reason: 'Dane osobowe' })),
  },
  version: { needs: 'read', variables: ({ versionId }) => ({ id: versionId }), hidden: null },
  versionContent: { needs: 'read', variables: ({ versionId }) => ({ id: versionId }), hidden: null },
  versionLink: { needs: 'read', variables: ({ versionId }) => ({ id: versionId }), hidden: null },
  versionEvents: {
    needs: 'read',
    variables: ({ document }) => ({ documentId: document.id }),
    happen: ({ app: { pubsub } }, { document, versionId }) =>
      pubsub.publish('version', { documentId: document.id, versionId }),
  },
  createVersion: { needs: 'edit', variables: input(() => ({ id: randomUUID(), name: 'Do konsultacji' })) },
  restoreVersionPreview: { needs: 'edit', variables: ({ versionId }) => ({ versionId }) },
  restoreVersion: { needs: 'edit', variables: ({ versionId }) => ({ input: { id: randomUUID(), versionId } }) },
  restoreMomentPreview: { needs: 'edit', variables: ({ document }) => ({ documentId: document.id, seq: 1 }) },
  restoreMoment: { needs: 'edit', variables: input(() => ({ id: randomUUID(), seq: 1 })) },
  undoChangesPreview: {
    needs: 'edit',
    variables: ({ document, otherId }) => ({ documentId: document.id, personId: otherId, fromSeq: 1, toSeq: 1 }),
  },
  undoChanges: {
    needs: 'edit',
    variables: input(({ otherId }) => ({ id: randomUUID(), personId: otherId, fromSeq: 1, toSeq: 1 })),
  },
  staffNotes: { needs: 'review', variables: ({ document }) => ({ documentId: document.id }) },
  reviewedUnits: { needs: 'review', variables: ({ document }) => ({ documentId: document.id }) },
  reviewEvents: {
    needs: 'review',
    variables: ({ document }) => ({ documentId: document.id }),
    happen: ({ app: { pubsub } }, { document: { id: documentId } }) => pubsub.publish('review', { documentId }),
  },
  reviewUnit: { needs: 'review', variables: input(({ unitId }) => ({ unitId, reviewed: false })) },
  writeStaffNote: {
    needs: 'review',
    variables: input(({ unitId }) => ({ id: randomUUID(), unitId, body: 'Do sprawdzenia' })),
  },
  deleteStaffNote: { needs: 'review', variables: ({ noteId }) => ({ input: { noteId } }) },
  hideComment: { needs: 'manage', variables: ({ commentId }) => ({ input: { commentId, reason: 'Obraża' } }) },
  hideProposal: { needs: 'manage', variables: ({ proposalId }) => ({ input: { proposalId, reason: 'Obraża' } }) },
  renameDocument: { needs: 'manage', variables: input(() => ({ title: 'Inny' })) },
  archiveDocument: { needs: 'manage', variables: input(() => ({})) },
  restoreDocument: { needs: 'manage', variables: input(() => ({})), archived: true },
  shareDocument: { needs: 'manage', variables: input(({ otherId }) => ({ personId: otherId, role: 'READER' })) },
  unshareDocument: { needs: 'manage', variables: input(({ memberId }) => ({ memberId })) },
}

/** Operations on no document, and who may ask. What they answer is tested with their features. */
export const OTHERS: Record<string, 'anyone' | 'signedIn' | 'demo'> = {
  instance: 'anyone',
  viewer: 'anyone',
  // Empty on a real instance.
  demoPeople: 'anyone',
  mails: 'demo',
  documents: 'signedIn',
  organizations: 'signedIn',
  people: 'signedIn',
  templates: 'signedIn',
  documentListChanged: 'signedIn',
  // One's own notifications only.
  notificationEvents: 'signedIn',
  notifications: 'signedIn',
  notificationSettings: 'signedIn',
  unreadNotifications: 'signedIn',
  markNotificationsRead: 'signedIn',
  setNotificationSetting: 'signedIn',
  // One's own words only.
  dismissStrandedText: 'signedIn',
  createDocument: 'signedIn',
  createOrganization: 'signedIn',
  endMembership: 'signedIn',
  invitePerson: 'signedIn',
  revokeInvitation: 'signedIn',
  revokeSession: 'signedIn',
  signOutEverywhere: 'signedIn',
  updateProfile: 'signedIn',
}

const ALL: readonly Ability[] = ['read', 'comment', 'form', 'propose', 'edit', 'manage']
export const ROLES: Record<string, readonly Ability[]> = {
  'a stranger': [],
  'an administrator of the lead': [],
  READER: ['read'],
  'a READER of the City’s staff': ['read', 'review'],
  'a READER of the City’s staff who sits in the Forum': ['read'],
  'a COMMENTER of the City’s staff': ['read', 'review', 'comment'],
  COMMENTER: ['read', 'comment', 'form'],
  PROPOSER: ['read', 'comment', 'form', 'propose'],
  EDITOR: ['read', 'comment', 'form', 'propose', 'edit'],
  'an EDITOR who manages': ALL,
  'an NGO user of the lead': ['read', 'comment', 'form', 'propose', 'edit'],
  'a member of the lead': ALL,
}
