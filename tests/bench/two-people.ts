import type { DatabaseKind } from '@app/prisma'
import { startApp, type TestApp } from '../kit/app.ts'
import { openPeer } from '../kit/peer.ts'
import { createServerProcess, type ServerProcess } from '../kit/process.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { aimAt, remark, startThread } from '../kit/threads.ts'
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

export interface LongText {
  words: string
  lastWords: string
  /** Conversations about words of it, evenly spread. */
  threads?: number
}

/** The real server in a process of its own, with one long document that two people may edit. */
export async function seatTwoPeople(
  kind: DatabaseKind,
  { words, lastWords, threads = 0 }: LongText,
): Promise<TwoPeople> {
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
  if (threads > 0) await discuss(app, visitors[0], document.id, threads)
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

/** Starts conversations about words of blocks all over the text. */
async function discuss(app: TestApp, { person, cookie }: Visitor, documentId: string, threads: number): Promise<void> {
  const peer = await openPeer({ origin: app.origin, port: app.port, cookie, documentId, userId: person.id })
  await peer.opened()
  const numbered = [...peer.content().matchAll(/\d+ Organizacje/g)].map(([words]) => words)
  for (let thread = 0; thread < threads; thread += 1) {
    const words = numbered[Math.floor((thread * numbered.length) / threads)] ?? ''
    const { codes } = await startThread(app, cookie, remark(documentId, aimAt(peer, words), 'Czy na pewno?'))
    if (codes.length > 0) throw new Error(`A conversation was refused: ${codes.join(', ')}`)
  }
  await peer.close()
}
