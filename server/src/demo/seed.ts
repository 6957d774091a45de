import type { Db } from '@app/prisma'
import type { Clock } from '../context.ts'
import type { Rooms } from '../sync/index.ts'
import { DOCUMENTS } from './content/index.ts'
import { seedPeople } from './people.ts'
import { seedReadMarks } from './read-marks.ts'
import { seedDocumentRows, seedStages } from './rows.ts'
import { type WrittenEdit, writeText } from './texts.ts'
import { nameVersion } from './versions.ts'

export interface SeedTools {
  db: Db
  app: { rooms: Pick<Rooms, 'append'> }
  clock: Clock
  /** Told after every document, in words for the terminal. */
  onProgress?: ((step: string) => void) | undefined
}

/**
 * Writes the demo content once (`Instance.seededAt` says so), through the rooms like everybody's words. A seed that was
 * interrupted begins again. Refuses an instance that is not a demo.
 */
export async function seedDemo(tools: SeedTools): Promise<void> {
  const { db, clock, onProgress } = tools
  const instance = await db.instance.findUnique({ where: { id: 1 } })
  if (instance?.demo !== true) throw new Error('Demo content belongs only into an instance that was made as a demo')
  if (instance.seededAt !== null) return
  onProgress?.('organisations and people')
  await seedPeople(db)
  await seedDocumentRows(db)
  await seedReadMarks(db, await writeTexts(tools))
  await seedStages(db)
  await db.instance.update({ where: { id: 1 }, data: { seededAt: clock.now() } })
}

/** Documents are written side by side, so that the log takes many rows in one statement. */
async function writeTexts({ app, db, onProgress }: SeedTools): Promise<Map<string, WrittenEdit[]>> {
  let done = 0
  const logs = await Promise.all(
    DOCUMENTS.map(async (document) => {
      const edits = await writeText(app.rooms, document, (version) => nameVersion(db, document, version))
      done += 1
      onProgress?.(`document ${done} of ${DOCUMENTS.length}`)
      return [document.id, edits] as const
    }),
  )
  return new Map(logs)
}
