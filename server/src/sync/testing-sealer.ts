// A process that does nothing but seal a document, a little at a time, until it is killed: `testing-sealer.ts <what> <id>`.

import { openDatabase } from '@app/prisma'
import { sealLog } from './sealed.ts'

const [place = '', documentId = '', from = '0'] = process.argv.slice(2)
const { db } = await openDatabase(place.startsWith('postgres') ? { url: place } : { dataDir: place })
const { headSeq } = await db.document.findUniqueOrThrow({ where: { id: documentId } })
for (let upTo = Number(from) + 3; upTo <= headSeq; upTo += 3) {
  await sealLog(db, documentId, upTo, new Date())
  process.stdout.write('.')
}
await new Promise((resolve) => setTimeout(resolve, 60_000))
