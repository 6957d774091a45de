import type { Db } from '@app/prisma'
import type { WrittenEdit } from './texts.ts'

/** When some of the people last looked; what was written later is unread for them. Everybody else has read nothing. */
const LAST_VISITS: Readonly<Record<string, string>> = {
  'person-wanda-okienna': '2026-07-10T12:00:00+02:00',
  'person-leon-framuga': '2026-09-11T12:00:00+02:00',
  'person-bozena-schodek': '2026-09-18T12:00:00+02:00',
  'person-lucja-gzymsik': '2026-09-18T12:00:00+02:00',
  'person-tadeusz-kluczynski-wymyslny': '2026-06-20T12:00:00+02:00',
  'person-scibor-kafelek': '2026-09-10T18:00:00+02:00',
  'person-nadzieja-kurtyna': '2026-09-17T20:00:00+02:00',
  'person-oksana-mostowa': '2026-07-09T12:00:00+02:00',
  'person-zdzblawa-szuflada': '2026-09-14T13:00:00+02:00',
  'person-ignacy-parterowicz': '2026-09-08T12:00:00+02:00',
}

export type Logs = ReadonlyMap<string, readonly WrittenEdit[]>

export async function seedReadMarks(db: Db, logs: Logs): Promise<void> {
  const marks = Object.entries(LAST_VISITS).flatMap(([userId, visit]) => marksOf(userId, new Date(visit), logs))
  await db.readMark.createMany({ data: marks, skipDuplicates: true })
}

function marksOf(userId: string, visit: Date, logs: Logs) {
  return [...logs].flatMap(([documentId, edits]) => {
    const seq = edits.findLast(({ at }) => at <= visit)?.seq
    return seq === undefined ? [] : [{ userId, documentId, seq, readAt: visit }]
  })
}
