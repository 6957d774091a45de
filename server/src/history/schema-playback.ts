import { requireActor } from '../auth/actor.ts'
import type { Actor } from '../auth/policy.ts'
import { getReadAccess, judgedAgain } from '../documents/judged-again.ts'
import { builder } from '../graphql/builder.ts'
import { type PlaybackFrame as Frame, playbackFrame } from './playback.ts'
import type { TrackStretch } from './playback-thin.ts'
import { readTrack, type PlaybackTrack as Track } from './playback-track.ts'
import { Active, ActivityCounts, ActivityKind } from './schema-activity.ts'
import { ChangeSource } from './schema-sources.ts'
import { Version } from './schema-versions.ts'

const PlaybackStretch = builder.objectRef<TrackStretch>('PlaybackStretch').implement({
  description: 'A sitting; of a long history several with short pauses between them, told as one.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    firstSeq: t.exposeInt('firstSeq', { description: 'Its first place in the log.' }),
    lastSeq: t.exposeInt('lastSeq', { description: 'Its last place in the log; those of others may lie between.' }),
    kind: t.expose('kind', { type: ActivityKind, description: 'What was done; of several, WRITING.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', description: 'When its last row was written.' }),
    counts: t.expose('counts', {
      type: ActivityCounts,
      description: 'What became of units; one that was changed in several sittings counts in each.',
    }),
    authors: t.expose('authors', { type: [Active], description: 'Who, and for whom.' }),
    sittings: t.exposeInt('sittings', { description: 'How many sittings it is.' }),
  }),
})

const PlaybackTrack = builder.objectRef<Track>('PlaybackTrack').implement({
  description: 'What a history is played along. Its size is bounded, however long the history is.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    headSeq: t.exposeInt('headSeq', { description: 'The last place of the log; 0 where nothing was written yet.' }),
    stretches: t.expose('stretches', {
      type: [PlaybackStretch],
      description: 'Who worked when, in the order in which they ended.',
    }),
    versions: t.prismaField({
      type: [Version],
      description: 'Its versions, the oldest first; of very many those with names, of changed stages, and the newest.',
      resolve: (query, { versionIds }, _args, { db }) =>
        db.version.findMany({ ...query, where: { id: { in: versionIds } }, orderBy: { number: 'asc' } }),
    }),
  }),
})

const PlaybackFrame = builder.objectRef<Frame>('PlaybackFrame').implement({
  description: 'A text at a moment, without proposals and remarks, and what was done since the moment before.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    seq: t.exposeInt('seq', {
      description: 'Its place: the one asked for, the last one of the log, or the last whole row before it.',
    }),
    since: t.exposeInt('since', {
      nullable: true,
      description: 'The place before; null where no changes are marked: none were asked for, or they are too many.',
    }),
    writtenAt: t.expose('writtenAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the text was last written in; null before the first time.',
    }),
    units: t.exposeString('units', {
      description:
        'JSON, every unit in order: `{unit, by}` with changes, as `compare` tells them; `{still}` without; only its id where it is known.',
    }),
    sources: t.field({
      type: [ChangeSource],
      description: 'Whose the changes are; `units` name them by their index.',
      resolve: ({ sources }) => [...sources],
    }),
  }),
})

builder.queryFields((t) => ({
  playbackTrack: t.field({
    type: PlaybackTrack,
    authScopes: { signedIn: true },
    description: 'Sittings and versions of a document as places on its log.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    resolve: (_root, { documentId }, context) => {
      const { db, history } = context
      const judge = (current: Actor) => getReadAccess(db, current, documentId)
      return judgedAgain(context, requireActor(context), judge, async () => {
        const { seq } = await history.fold(documentId)
        return readTrack(db, documentId, seq)
      })
    },
  }),
  playbackFrame: t.field({
    type: PlaybackFrame,
    authScopes: { signedIn: true },
    description: 'The text at a place of the log.',
    args: {
      documentId: t.arg.id({ description: 'The document.' }),
      seq: t.arg.int({ description: 'The place; 0 is before the first row.' }),
      since: t.arg.int({ required: false, description: 'The place before it, from which changes are marked.' }),
      knowsSince: t.arg.boolean({
        defaultValue: false,
        description: 'Whether the page has the text at `since`: then units without changes are only named.',
      }),
    },
    resolve: (_root, { documentId, seq, since, knowsSince }, context) =>
      playbackFrame(context, requireActor(context), { documentId, seq, since: since ?? null, isKnown: knowsSince }),
  }),
}))
