import { AppError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { isUuid } from '../ids.ts'
import type { MentionInput as Named } from './mentions.ts'
import type { Aim } from './place-marks.ts'
import type { Said } from './said.ts'
import { RemarkType } from './schema.ts'

export const MentionInput = builder.inputType('MentionInput', {
  description: 'Somebody named in a comment: exactly one of a person and an organisation.',
  fields: (t) => ({
    id: t.id({ description: 'A UUID; the body names them as `@[id]`.' }),
    personId: t.id({ required: false, description: 'The person.' }),
    organizationId: t.id({ required: false, description: 'The organisation.' }),
  }),
})

export const CommentInput = builder.inputType('CommentInput', {
  description: 'Something said.',
  fields: (t) => ({
    id: t.id({ description: 'A UUID made by the page: the same one means the same comment.' }),
    body: t.string({ description: 'Plain text, up to 5,000 characters.' }),
    mentions: t.field({
      type: [MentionInput],
      required: false,
      description: 'Who is named in it; at most 20, and only who may read the document.',
    }),
  }),
})

export const EditCommentInput = builder.inputType('EditCommentInput', {
  description: 'Other words for a comment.',
  fields: (t) => ({
    comment: t.field({ type: CommentInput, description: 'The comment as it should be.' }),
    was: t.stringList({
      description:
        'Bodies of which this one may take the place: what was shown when it was written, and what was sent since without ' +
        'an answer; at most 10. Where other words than these stand, and not the very same, it is a CONFLICT (`changed`).',
    }),
  }),
})

export const AimInput = builder.inputType('AimInput', {
  description: 'What a thread is about: a selection (`anchor` and `head`), or a whole unit (`unitId`).',
  fields: (t) => ({
    anchor: t.field({
      type: 'Bytes',
      required: false,
      description: 'Where the selection begins: a Yjs relative position.',
    }),
    head: t.field({ type: 'Bytes', required: false, description: 'Where it ends.' }),
    unitId: t.id({ required: false, description: 'The block or table.' }),
  }),
})

/** What a request sent again says of those before it. */
const REPLACES =
  'Bodies sent before under the same id, of which the page has no answer; at most 10. Where one of them is what is kept, ' +
  'this one takes its place. Where other words than these are, it is a CONFLICT (`said`).'

export const StartThreadInput = builder.inputType('StartThreadInput', {
  description: 'A remark on a passage or a unit.',
  fields: (t) => ({
    id: t.id({ description: 'A UUID made by the page: the same one means the same thread.' }),
    documentId: t.id({ description: 'The document.' }),
    type: t.field({ type: RemarkType, description: 'What it asks for.' }),
    aim: t.field({ type: AimInput, description: 'What it is about.' }),
    comment: t.field({ type: CommentInput, description: 'The remark.' }),
    replaces: t.stringList({ required: false, description: REPLACES }),
  }),
})

export const ReplyInput = builder.inputType('ReplyInput', {
  description: 'An answer in a thread.',
  fields: (t) => ({
    threadId: t.id({ description: 'The thread.' }),
    comment: t.field({ type: CommentInput, description: 'The answer.' }),
    replaces: t.stringList({ required: false, description: REPLACES }),
  }),
})

export const ReanchorThreadInput = builder.inputType('ReanchorThreadInput', {
  description: 'Another passage for a thread.',
  fields: (t) => ({
    threadId: t.id({ description: 'The thread.' }),
    aim: t.field({ type: AimInput, description: 'What it is about now.' }),
  }),
})

export const ResolveThreadInput = builder.inputType('ResolveThreadInput', {
  description: 'Whether a thread is resolved.',
  fields: (t) => ({
    threadId: t.id({ description: 'The thread.' }),
    resolved: t.boolean({ description: 'Resolved, or open again.' }),
    takenIn: t.boolean({
      defaultValue: false,
      description: 'The person resolving it says that what it asks for is in the text by now.',
    }),
  }),
})

export const HideCommentInput = builder.inputType('HideCommentInput', {
  description: 'Words that not everybody should read.',
  fields: (t) => ({
    commentId: t.id({ description: 'The comment.' }),
    reason: t.string({ required: false, description: 'Why; left out to show it again.' }),
  }),
})

export const DeleteCommentInput = builder.inputType('DeleteCommentInput', {
  description: 'Words to take back.',
  fields: (t) => ({ commentId: t.id({ description: 'The comment.' }) }),
})

export const ReactInput = builder.inputType('ReactInput', {
  description: 'An answer without words.',
  fields: (t) => ({
    commentId: t.id({ description: 'To what.' }),
    emoji: t.string({ description: 'One of 👍 ❤️ 🎉 🤔 👎.' }),
    on: t.boolean({ description: 'Given, or taken back.' }),
  }),
})

export const MarkThreadsReadInput = builder.inputType('MarkThreadsReadInput', {
  description: 'Threads that were on the page.',
  fields: (t) => ({
    documentId: t.id({ description: 'Their document.' }),
    threadIds: t.idList({ description: 'Which ones; at most 500.' }),
  }),
})

interface MentionFields {
  id: string
  personId?: string | null | undefined
  organizationId?: string | null | undefined
}

interface CommentFields {
  id: string
  body: string
  mentions?: readonly MentionFields[] | null | undefined
}

interface AimFields {
  anchor?: Uint8Array | null | undefined
  head?: Uint8Array | null | undefined
  unitId?: string | null | undefined
}

export function toUuid(id: string): string {
  if (!isUuid(id)) throw new AppError('INVALID', 'id')
  return id
}

const MAX_REPLACED = 10

export function toSaid({ id, body, mentions }: CommentFields, replaces?: readonly string[] | null): Said {
  if ((replaces?.length ?? 0) > MAX_REPLACED) throw new AppError('TOO_LARGE', 'replaces')
  const named: Named[] = (mentions ?? []).map((mention) => ({
    id: toUuid(mention.id),
    personId: mention.personId ?? null,
    organizationId: mention.organizationId ?? null,
  }))
  return { id: toUuid(id), body, mentions: named, replaces: replaces ?? [] }
}

export function toAim(aim: AimFields): Aim {
  if (aim.unitId) return { unitId: aim.unitId }
  if (!aim.anchor || !aim.head) throw new AppError('INVALID', 'aim')
  return { anchor: aim.anchor, head: aim.head }
}
