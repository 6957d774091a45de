import type { DatabaseKind } from '@app/prisma'
import { startApp } from '../kit/app.ts'
import { createServerProcess, type ServerProcess } from '../kit/process.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { longDocument } from './long-document.ts'

export interface Visitor {
  person: SeededPerson
  cookie: string
}

export interface TwoPeople {
  server: ServerProcess
  visitors: readonly [Visitor, Visitor]
  documentId: string
  stop(): Promise<void>
}

/** The real server in a process of its own, with one long document that two people may edit. */
export async function seatTwoPeople(kind: DatabaseKind, words: string, lastWords: string): Promise<TwoPeople> {
  const app = await startApp({ database: kind })
  const organization = await seed(app).organization('Fundacja Trzy Okna')
  const wanda = await organization.person('Wanda Okienna')
  const leon = await organization.person('Leon Framuga')
  const document = await organization.document(wanda, {
    title: 'Program współpracy na rok 2027',
    content: longDocument(words, lastWords),
  })
  const visit = async (person: SeededPerson): Promise<Visitor> => ({ person, cookie: await signInAs(app, person) })
  const visitors = [await visit(wanda), await visit(leon)] as const
  await app.app.close()
  await app.database.close()
  const { url, dataDir } = app.database
  const server = await createServerProcess({ url, dataDir, secret: app.secret })
  await server.start()
  return {
    server,
    visitors,
    documentId: document.id,
    async stop() {
      await server.stop()
      await app.close()
    },
  }
}
