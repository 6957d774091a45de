import { requireActor } from '../auth/actor.ts'
import type { Context } from '../context.ts'
import { DocumentAbilities } from '../documents/types.ts'
import { builder } from '../graphql/builder.ts'
import { Person } from '../organizations/schema.ts'
import { EventStream } from './event-stream.ts'
import type { ChangedEvent, DiffEncoding, OpenedEvent, Presence, PresenceEvent, RoomEvent } from './events.ts'
import { dismissOffer } from './offers.ts'

type EventOf<T extends RoomEvent['type']> = Extract<RoomEvent, { type: T }>

const DiffEncodingType = builder.enumType('DiffEncoding', {
  description: 'How the bytes of a difference are encoded; the server made them itself.',
  values: ['V1', 'V2', 'V2_GZIP'] as const satisfies readonly DiffEncoding[],
})

const DocumentCloseReason = builder.enumType('DocumentCloseReason', {
  description: 'Why a document was closed for this window.',
  values: ['ARCHIVED', 'FORBIDDEN', 'SIGNED_OUT', 'SLOW', 'EPOCH_CHANGED', 'SHUTDOWN', 'SCHEMA_TOO_OLD'] as const,
})

const PresenceType = builder.objectRef<Presence>('Presence').implement({
  description: 'One window of a person who has the document open. Never stored.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    clientId: t.expose('clientId', { type: 'ClientId', description: 'The window, as a Yjs clientID.' }),
    person: t.field({
      type: Person,
      description: 'Who it is.',
      // A cursor moves ten times a second: the name is known, anything else about the person is loaded when asked for.
      resolve: ({ userId, name }) => ({ id: userId, name }) as typeof Person.$inferType,
    }),
    organization: t.exposeString('organization', { nullable: true, description: 'For whom they are here.' }),
    color: t.exposeInt('color', { description: '0 to 11: a place in the palette of the page.' }),
    anchor: t.expose('anchor', { type: 'Bytes', nullable: true, description: 'Where their selection begins.' }),
    head: t.expose('head', { type: 'Bytes', nullable: true, description: 'Where their cursor is.' }),
  }),
})

const DocumentOpened = builder.objectRef<OpenedEvent>('DocumentOpened').implement({
  description: 'The first event: everything the window lacks.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    epoch: t.exposeID('epoch', { description: 'Copies made under another epoch must not be merged into this one.' }),
    encoding: t.expose('encoding', { type: DiffEncodingType, description: 'How `diff` is encoded.' }),
    diff: t.expose('diff', { type: 'Bytes', description: 'What the window lacks.' }),
    stateVector: t.expose('stateVector', { type: 'Bytes', description: 'What the server has.' }),
    seq: t.exposeInt('seq', { description: 'The place in the log that `diff` leads to.' }),
    abilities: t.expose('abilities', { type: DocumentAbilities, description: 'What the person may do.' }),
    presence: t.expose('presence', { type: [PresenceType], description: 'Who else is here.' }),
    waitingStranded: t.idList({
      nullable: true,
      description:
        'Words given back to this person (`TextStranded`) that wait: any other were dealt with. Null when not known.',
      resolve: ({ waitingStranded }) => waitingStranded && [...waitingStranded],
    }),
  }),
})

const DocumentChanged = builder.objectRef<ChangedEvent>('DocumentChanged').implement({
  description: 'Committed changes of others.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    update: t.expose('update', { type: 'Bytes', description: 'Yjs v1; may merge several pushes.' }),
    seq: t.exposeInt('seq', { description: 'The last push in it.' }),
  }),
})

const PresenceChanged = builder.objectRef<PresenceEvent>('PresenceChanged').implement({
  description: 'Somebody came, moved or went; at most ten a second.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    joined: t.expose('joined', { type: [PresenceType], description: 'New, or moved.' }),
    left: t.field({ type: ['ClientId'], description: 'Gone.', resolve: ({ left }) => [...left] }),
  }),
})

const AccessChanged = builder.objectRef<EventOf<'access'>>('AccessChanged').implement({
  description: 'What the person may do has changed; they may still read.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    abilities: t.expose('abilities', { type: DocumentAbilities, description: 'What they may do now.' }),
  }),
})

const TextStranded = builder.objectRef<EventOf<'stranded'>>('TextStranded').implement({
  description:
    'Words of this person that are in something deleted meanwhile; brought again at every join until dismissed.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Names them when they are dismissed.' }),
    text: t.exposeString('text', { description: 'The words.' }),
    near: t.exposeString('near', { nullable: true, description: 'What they stood beside, where that is known.' }),
  }),
})

const TextUnstranded = builder.objectRef<EventOf<'unstranded'>>('TextUnstranded').implement({
  description: 'What these words stood in is shown again: they are offered no more.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    ids: t.idList({ description: 'As `TextStranded` named them.', resolve: ({ ids }) => [...ids] }),
  }),
})

const DocumentClosed = builder.objectRef<EventOf<'closed'>>('DocumentClosed').implement({
  description: 'The last event: nothing more comes, nothing more is taken.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    reason: t.expose('reason', { type: DocumentCloseReason, description: 'Why.' }),
  }),
})

const TYPE_NAMES = {
  opened: 'DocumentOpened',
  changed: 'DocumentChanged',
  presence: 'PresenceChanged',
  access: 'AccessChanged',
  stranded: 'TextStranded',
  unstranded: 'TextUnstranded',
  closed: 'DocumentClosed',
} as const satisfies Record<RoomEvent['type'], string>

const DocumentEvent = builder.unionType('DocumentEvent', {
  description: 'What happens in an open document.',
  types: [
    DocumentOpened,
    DocumentChanged,
    PresenceChanged,
    AccessChanged,
    TextStranded,
    TextUnstranded,
    DocumentClosed,
  ],
  resolveType: (event) => TYPE_NAMES[event.type],
})

const PushUpdateInput = builder.inputType('PushUpdateInput', {
  description: 'One change of one window.',
  fields: (t) => ({
    documentId: t.id({ description: 'The document.' }),
    epoch: t.id({ description: 'As `DocumentOpened` said.' }),
    schemaVersion: t.int({ description: 'The document schema of the page.' }),
    clientId: t.field({ type: 'ClientId', description: 'The window.' }),
    clientSeq: t.int({ description: 'Counts the pushes of this window; the same number means the same push.' }),
    update: t.field({ type: 'Bytes', description: 'Yjs v1, made by client ids of this person alone.' }),
    seen: t.field({
      type: 'Bytes',
      required: false,
      description:
        'State vector of the window when it first hid a row, column or table in this update: what it lacks is given back to who wrote it.',
    }),
  }),
})

const PushUpdatePayload = builder.objectRef<{ seq: number }>('PushUpdatePayload').implement({
  description: 'The push is committed.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Its place in the log; the last one where it added nothing.' }),
  }),
})

const DismissStrandedTextInput = builder.inputType('DismissStrandedTextInput', {
  description: 'Words that were given back.',
  fields: (t) => ({ id: t.id({ description: 'As `TextStranded` said.' }) }),
})

const SetPresenceInput = builder.inputType('SetPresenceInput', {
  description: 'The selection of one window. Who it is, the server knows.',
  fields: (t) => ({
    documentId: t.id({ description: 'The document.' }),
    clientId: t.field({ type: 'ClientId', description: 'The window, as it joined.' }),
    anchor: t.field({ type: 'Bytes', required: false, description: 'Where the selection begins.' }),
    head: t.field({ type: 'Bytes', required: false, description: 'Where the cursor is.' }),
  }),
})

builder.mutationFields((t) => ({
  pushUpdate: t.field({
    type: PushUpdatePayload,
    authScopes: { signedIn: true },
    description: 'Appends one Yjs update. Resolves only after it is committed. Idempotent per client id and number.',
    args: { input: t.arg({ type: PushUpdateInput, description: 'The change.' }) },
    resolve: async (_root, { input }, context) => {
      const actor = requireActor(context)
      const room = await context.rooms.enter(actor, input.documentId)
      return room.push({ ...input, actor, isOut: () => context.isOut() })
    },
  }),
  dismissStrandedText: t.boolean({
    authScopes: { signedIn: true },
    description:
      'Words given back to this person were dealt with: they are offered no more. False when there are none.',
    args: { input: t.arg({ type: DismissStrandedTextInput, description: 'Which words.' }) },
    resolve: (_root, { input }, context) =>
      dismissOffer(context.db, requireActor(context).userId, input.id, context.clock.now()),
  }),
  setPresence: t.boolean({
    authScopes: { signedIn: true },
    description: 'Shows where a window is. False when it has not joined.',
    args: { input: t.arg({ type: SetPresenceInput, description: 'The selection.' }) },
    resolve: async (_root, { input }, context) => {
      const actor = requireActor(context)
      const room = context.rooms.find(input.documentId)
      const selection = { anchor: input.anchor ?? null, head: input.head ?? null }
      return (await room)?.select(actor, input.clientId, selection) ?? false
    },
  }),
}))

builder.queryField('documentTextHash', (t) =>
  t.string({
    nullable: true,
    authScopes: { signedIn: true },
    description: 'Hash of the text at exactly this state vector; null when the server is elsewhere.',
    args: {
      documentId: t.arg.id({ description: 'The document.' }),
      stateVector: t.arg({ type: 'Bytes', description: 'What the window has.' }),
    },
    resolve: async (_root, { documentId, stateVector }, context) => {
      const actor = requireActor(context)
      const room = await context.rooms.enter(actor, documentId)
      return room.textHash(actor, stateVector)
    },
  }),
)

builder.subscriptionField('documentEvents', (t) =>
  t.field({
    type: DocumentEvent,
    authScopes: { signedIn: true },
    description:
      'Opens a document: first everything the window lacks, then what happens. Joining again is reconnecting.',
    args: {
      documentId: t.arg.id({ description: 'The document.' }),
      clientId: t.arg({ type: 'ClientId', description: 'The window.' }),
      schemaVersion: t.arg.int({ description: 'The document schema of the page.' }),
      stateVector: t.arg({ type: 'Bytes', required: false, description: 'What the window has already.' }),
    },
    subscribe: (_root, args, context) => openDocument(args, context),
    resolve: (event: RoomEvent) => event,
  }),
)

interface OpenArguments {
  documentId: string
  clientId: number
  schemaVersion: number
  stateVector?: Uint8Array | null | undefined
}

async function openDocument(
  { documentId, clientId, schemaVersion, stateVector = null }: OpenArguments,
  context: Context,
): Promise<EventStream> {
  const actor = requireActor(context)
  const room = await context.rooms.enter(actor, documentId)
  const outlet = new EventStream()
  const { subscriber } = await room.join({ actor, clientId, schemaVersion, stateVector, outlet })
  outlet.onLeave(() => subscriber.end())
  return outlet
}
