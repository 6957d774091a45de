// What a history is played along: who worked when, and the versions, few enough for a slider.

import type { Db } from '@app/prisma'
import { type TrackedSitting, type TrackStretch, thinTrack } from './playback-thin.ts'

export interface PlaybackTrack {
  headSeq: number
  stretches: TrackStretch[]
  versionIds: string[]
}

const MAX_STRETCHES = 300
/** Older ones are played without being told of; their words still say whose they are. */
const MAX_SITTINGS = 5_000
const MAX_VERSIONS = 150

/** The track of a document, of what is folded. Two statements, and an answer of bounded size. */
export async function readTrack(db: Db, documentId: string, headSeq: number): Promise<PlaybackTrack> {
  const sittings = await db.$queryRaw<TrackedSitting[]>`
    SELECT "firstSeq", "lastSeq", "kind"::text, "userId", "organizationId", "startedAt", "endedAt", "counts"
    FROM "Sitting" WHERE "documentId" = ${documentId}
    ORDER BY "firstSeq" DESC LIMIT ${MAX_SITTINGS}`
  return {
    headSeq,
    stretches: thinTrack(sittings, MAX_STRETCHES),
    versionIds: await readVersions(db, documentId),
  }
}

/** Those with names first, then those of changed stages, then the newest. */
async function readVersions(db: Db, documentId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM (
      SELECT "id", "number" FROM "Version" WHERE "documentId" = ${documentId}
      ORDER BY "kind" = 'NAMED' DESC, "kind" = 'STAGE' DESC, "number" DESC LIMIT ${MAX_VERSIONS}
    ) chosen
    ORDER BY "number"`
  return rows.map(({ id }) => id)
}
