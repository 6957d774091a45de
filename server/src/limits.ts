/** Limits of both transports (architecture §9). Sizes in bytes, times in milliseconds. */
export const LIMITS = {
  frameBytes: 1_000_000,
  updateBytes: 256 * 1024,
  updateStructs: 4_000,
  /** Ranges that it deletes. */
  updateRanges: 30_000,
  newClientIdsPerPush: 32,
  /** That may lie over one character: what is read, shown and described of a text grows with each of them. */
  proposalsOverOne: 32,
  remarksOverOne: 100,
  /** Proposals waiting for a decision in a document, of one person and of all. */
  openProposalsOfOne: 500,
  openProposals: 5_000,
  /** Conversations about a document, begun by one person and by all, whatever became of them: their marks stay. */
  remarksOfOne: 1_000,
  remarks: 10_000,
  /** Answers in one conversation, the letters said in it, and those of one person in all of a document: a page reads all. */
  answers: 300,
  saidLetters: 300_000,
  saidLettersOfOne: 2_000_000,
  /** Half of it at least, all of it at most, passes before a sign-in link is looked for and mailed. */
  linkDelayMs: 1_000,
  documentBytes: 10_000_000,
  documentBlocks: 50_000,
  /** Client ids that ever wrote in a document, of one person and of all: whoever joins names each of them. */
  documentClientsOfOne: 10_000,
  documentClients: 50_000,
  /** Windows of one person in a document; each socket of a page has one. */
  windowsOfOne: 12,
  /** Each time a document is opened all of it is encoded. */
  joinsPerSecond: 1,
  joinsInReserve: 30,
  operationsPerSocket: 50,
  socketsPerUser: 6,
  unauthenticatedSocketsPerAddress: 20,
  /** Of everybody behind one address: an office shares one. */
  socketsPerAddress: 60,
  messagesPerSecond: 60,
  /** Updates no page of ours sends, of one person within a minute; after them nothing of theirs is looked at. */
  strikes: 3,
  /** Operations nobody has asked before are read and validated; a page has about a hundred different ones. */
  newQueriesPerSecond: 5,
  newQueriesInReserve: 100,
  queryTokens: 1_000,
  queryRepeats: 10,
  queryDepth: 8,
  queryAliases: 15,
  queryRootFields: 10,
  queryDirectives: 10,
  queryCost: 1_000,
  connectionInitMs: 3_000,
  preAckFrameBytes: 8 * 1024,
  subscriberQueueBytes: 1_000_000,
  subscriberQueueEvents: 500,
  presenceEventsPerSecond: 10,
  /** What a client puts into one push. */
  pushRecords: 100,
  pushBytes: 128 * 1024,
  /** What the slowest connection carries that anybody works with, a phone at the edge of its network: 32 kbit a second. */
  slowestBytesPerMs: 4,
  /** What waits for one socket: a document's opening and what was written while it travels. */
  socketBufferBytes: 32_000_000,
  /** Where one goes on to after signing in, as it is written out in an address. */
  onwardPath: 512,
} as const

/** How long what people write into forms may be, in UTF-16 units: the server refuses more, the page takes no more. */
export const LENGTHS = {
  documentTitle: 200,
  personName: 80,
  organizationName: 200,
  organizationArea: 200,
  versionName: 120,
  versionNote: 2_000,
  reviewNote: 5_000,
  proposalTitle: 200,
  proposalGrounds: 10_000,
  /** Why a remark or a proposal is hidden. */
  hidingReason: 500,
  redactedWords: 500,
  redactionReason: 500,
} as const

export type Limits = { readonly [K in keyof typeof LIMITS]: number }
