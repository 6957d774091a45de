import { randomUUID } from 'node:crypto'
import { textHash } from '@app/server/document'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { aimAt, said } from './threads.ts'
import { until } from './until.ts'
import { toBase64, type Window, type Wire } from './wire.ts'

/** Somebody who may only comment, on the bare socket: what they have said so far, and what they hear. */
export class Talk {
  readonly wire: Wire
  readonly document: { documentId: string }
  /** Somebody whom they may name. */
  readonly otherId: string
  readonly open: () => Window
  window: Window
  readonly heard = new Map<string, number>()
  private readonly begun = new Map<string, ReturnType<typeof said>>()
  readonly thread = randomUUID()
  readonly aboutUnit = randomUUID()
  readonly reply = randomUUID()
  readonly second = randomUUID()
  readonly proposal = randomUUID()

  constructor(wire: Wire, documentId: string, otherId: string, open: () => Window) {
    this.wire = wire
    this.document = { documentId }
    this.otherId = otherId
    this.open = open
    this.window = open()
  }

  async ask(query: string, variables: object = {}): Promise<Record<string, unknown>> {
    const { data, codes, details } = await this.wire.ask(query, { ...variables })
    expect([codes, details]).toEqual([[], []])
    return data ?? {}
  }

  /** A mutation with its one input; `answer` where it answers with an object. */
  do(name: string, type: string, input: object, answer = ''): Promise<unknown> {
    return this.ask(`mutation ($input: ${type}!) { ${name}(input: $input) ${answer} }`, { input })
  }

  /** Opens the document, and waits until all of it is there. */
  async join(window: Window): Promise<void> {
    this.window = window
    window.join()
    await until('the document to open', () => window.has('DocumentOpened') !== undefined || window.codes.length > 0)
    expect(window.codes).toEqual([])
  }

  /** Hears of something from now on. */
  listen(field: string, argument: string, fields: string): Promise<void> {
    const query =
      argument === ''
        ? `subscription { ${field} ${fields} }`
        : `subscription ($documentId: ID!) {
      ${field}(${argument}) ${fields} }`
    const refused: unknown[] = []
    this.wire.start(query, argument === '' ? {} : this.document, (message) => {
      if (message.type === 'next') this.heard.set(field, (this.heard.get(field) ?? 0) + 1)
      else refused.push(message)
    })
    // The server answers messages in their order: by then it would have refused.
    return this.ask('{ unreadNotifications }').then(() => expect(refused).toEqual([]))
  }

  hears(field: string): Promise<unknown> {
    return until(`${field} to be heard`, () => this.heard.has(field))
  }

  place(index: number): string {
    return toBase64(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(this.window.text, index, -1)))
  }

  presence(places: object): Promise<unknown> {
    const { clientId } = this.window
    return this.do('setPresence', 'SetPresenceInput', { ...this.document, clientId, ...places })
  }

  start(id: string, aim: object): Promise<unknown> {
    // Sent once more it is the same, its first comment too.
    const comment = this.begun.get(id) ?? said('Dla kogo?')
    this.begun.set(id, comment)
    const input = { ...this.document, id, type: 'QUESTION', aim, comment }
    return this.do('startThread', 'StartThreadInput', input, '{ id }')
  }

  say(id: string, body: string, mentions: object[] = []): Promise<unknown> {
    const comment = { id, body, mentions }
    return this.do('replyToThread', 'ReplyInput', { threadId: this.thread, comment }, '{ id }')
  }

  propose(wording: string, id: string): Promise<unknown> {
    const input = { ...this.document, id, unitId: 'b3', wording, grounds: 'Tak jest krócej.' }
    return this.do('proposeWording', 'ProposeWordingInput', input, '{ id }')
  }
}

export interface HonestMessage {
  name: string
  say(talk: Talk): Promise<unknown>
}

const OF_THE_ROOM: HonestMessage[] = [
  { name: 'opens the document', say: (talk) => talk.join(talk.window) },
  {
    name: 'opens it again with what it has',
    say: (talk) => {
      talk.window.events.splice(0)
      return talk.join(talk.window)
    },
  },
  { name: 'opens it in another window', say: (talk) => talk.join(talk.open()) },
  {
    name: 'compares its text with the server’s',
    say: async (talk) => {
      const { window, document } = talk
      const query = `query ($documentId: ID!, $stateVector: Bytes!) {
        documentTextHash(documentId: $documentId, stateVector: $stateVector) }`
      const stateVector = toBase64(Y.encodeStateVector(window.doc))
      const { documentTextHash } = await talk.ask(query, { ...document, stateVector })
      expect(documentTextHash).toBe(textHash(window.text))
    },
  },
  {
    name: 'asks whether the socket lives',
    say: ({ wire }) => {
      wire.send({ type: 'ping' })
      return until('a pong', () => wire.messages.some(({ type }) => type === 'pong'))
    },
  },
  { name: 'says that it lives', say: async ({ wire }) => wire.send({ type: 'pong' }) },
  { name: 'shows its caret', say: (talk) => talk.presence({ head: talk.place(3) }) },
  { name: 'shows what it selects', say: (talk) => talk.presence({ anchor: talk.place(2), head: talk.place(5) }) },
  { name: 'takes its caret away', say: (talk) => talk.presence({}) },
]

const DOCUMENT = 'documentId: $documentId'
const OF_LISTENING: HonestMessage[] = [
  { name: 'listens to threads', say: (talk) => talk.listen('threadEvents', DOCUMENT, '{ threadId }') },
  { name: 'listens to proposals', say: (talk) => talk.listen('proposalEvents', DOCUMENT, '{ proposalId }') },
  { name: 'listens to versions', say: (talk) => talk.listen('versionEvents', DOCUMENT, '{ __typename }') },
  { name: 'listens to what is done', say: (talk) => talk.listen('activityEvents', DOCUMENT, '{ __typename }') },
  { name: 'listens to its title', say: (talk) => talk.listen('headingEvents', DOCUMENT, '{ __typename }') },
  { name: 'listens to its notices', say: (talk) => talk.listen('notificationEvents', '', '{ __typename }') },
  { name: 'listens to the list', say: (talk) => talk.listen('documentListChanged', '', '{ __typename }') },
]

const OF_READING: HonestMessage[] = [
  {
    name: 'reads what it may do',
    say: async (talk) => {
      const query = 'query ($documentId: ID!) { document(id: $documentId) { abilities { comment propose edit } } }'
      const { document: read } = await talk.ask(query, talk.document)
      expect(read).toEqual({ abilities: { comment: true, propose: false, edit: false } })
    },
  },
  {
    name: 'reads the table of remarks',
    say: (talk) =>
      talk.ask(
        'query ($documentId: ID!) { remarks(documentId: $documentId, first: 10) { documentCount } }',
        talk.document,
      ),
  },
  {
    name: 'marks how far it has read',
    say: (talk) => talk.do('markDocumentRead', 'MarkDocumentReadInput', { ...talk.document, seq: 1, opening: true }),
  },
]

const OF_TALKING: HonestMessage[] = [
  {
    name: 'begins a thread about words',
    say: async (talk) => {
      await talk.start(talk.thread, aimAt(talk.window, 'jest'))
      await talk.hears('threadEvents')
    },
  },
  { name: 'begins it once more', say: (talk) => talk.start(talk.thread, aimAt(talk.window, 'jest')) },
  { name: 'begins a thread about a unit', say: (talk) => talk.start(talk.aboutUnit, { unitId: 'b3' }) },
  {
    name: 'reads a thread',
    say: (talk) => talk.ask('query ($id: ID!) { thread(id: $id) { quote mayReply } }', { id: talk.thread }),
  },
  {
    name: 'has read threads',
    say: (talk) => talk.do('markThreadsRead', 'MarkThreadsReadInput', { ...talk.document, threadIds: [talk.thread] }),
  },
  {
    name: 'answers and names somebody',
    say: (talk) => {
      const mention = { id: randomUUID(), personId: talk.otherId }
      return talk.say(talk.reply, `@[${mention.id}], dla kogo?`, [mention])
    },
  },
  {
    name: 'edits its words',
    say: async (talk) => {
      const query = 'query ($id: ID!) { thread(id: $id) { comments { body } } }'
      const { thread } = await talk.ask(query, { id: talk.thread })
      const was = (thread as { comments: { body: string }[] }).comments.map(({ body }) => body)
      const comment = { id: talk.reply, body: 'Dla kogo dokładnie?' }
      await talk.do('editComment', 'EditCommentInput', { comment, was })
    },
  },
  { name: 'answers again', say: (talk) => talk.say(talk.second, 'Już wiem.') },
  {
    name: 'deletes its words',
    say: (talk) => talk.do('deleteComment', 'DeleteCommentInput', { commentId: talk.second }),
  },
  {
    name: 'reacts',
    say: (talk) => talk.do('react', 'ReactInput', { commentId: talk.reply, emoji: '👍', on: true }),
  },
  {
    name: 'takes its reaction back',
    say: (talk) => talk.do('react', 'ReactInput', { commentId: talk.reply, emoji: '👍', on: false }),
  },
  {
    name: 'resolves its thread',
    say: (talk) => talk.do('resolveThread', 'ResolveThreadInput', { threadId: talk.thread, resolved: true }, '{ id }'),
  },
  {
    name: 'opens its thread again',
    say: (talk) => talk.do('resolveThread', 'ResolveThreadInput', { threadId: talk.thread, resolved: false }, '{ id }'),
  },
  {
    name: 'ties its thread to other words',
    say: (talk) => {
      const input = { threadId: talk.thread, aim: aimAt(talk.window, 'miejski') }
      return talk.do('reanchorThread', 'ReanchorThreadInput', input, '{ id }')
    },
  },
]

const OF_PROPOSING: HonestMessage[] = [
  {
    name: 'proposes another wording by the form',
    say: async (talk) => {
      await talk.propose('Trzeci punkt', talk.proposal)
      await talk.hears('proposalEvents')
    },
  },
  {
    name: 'describes its proposal',
    say: (talk) => {
      const was = { title: '', grounds: 'Tak jest krócej.' }
      const input = { proposalId: talk.proposal, title: 'Krócej', grounds: 'Tak jest prościej.', was }
      return talk.do('describeProposal', 'DescribeProposalInput', input, '{ id }')
    },
  },
  {
    name: 'takes its proposal back',
    say: (talk) => talk.do('withdrawProposal', 'WithdrawProposalInput', { proposalId: talk.proposal }, '{ id }'),
  },
  { name: 'proposes something else', say: (talk) => talk.propose('Trzeci punkt tej ustawy', randomUUID()) },
  {
    name: 'has read its notices',
    say: (talk) => talk.do('markNotificationsRead', 'MarkNotificationsReadInput', { all: true }),
  },
]

/** What the page of somebody who may only comment says, one after the other; nothing of it is a change of the text. */
export const HONEST_MESSAGES: readonly HonestMessage[] = [
  ...OF_THE_ROOM,
  ...OF_LISTENING,
  ...OF_READING,
  ...OF_TALKING,
  ...OF_PROPOSING,
]
