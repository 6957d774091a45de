// A restored database does not know what was redacted after its backup: what the list beside it knows is done again before
// anybody can read. A document of which that cannot be done stays closed, and holds nobody else up.

import { AppError } from '../../errors.ts'
import { holdBack, letGo } from './held-back.ts'
import { type ListedRedaction, readRedactionList } from './redaction-list.ts'
import { carryOut, type RedactionTools } from './redactions.ts'
import { newReasonSalt } from './witness.ts'

export interface RedactionReplay {
  /** Makes list and database agree, and comes back by itself while that fails for a document. */
  run(): Promise<void>
  close(): Promise<void>
}

const FIRST_WAIT_MS = 60_000
const MAX_WAIT_MS = 60 * 60_000

export function createRedactionReplay(tools: RedactionTools): RedactionReplay {
  let last: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let wait = FIRST_WAIT_MS
  let isClosed = false

  async function attempt(): Promise<void> {
    clearTimeout(timer)
    if (isClosed || (await replayRedactions(tools))) return
    comeBack()
  }

  function comeBack(): void {
    if (!isClosed) timer = setTimeout(again, wait).unref()
    wait = Math.min(2 * wait, MAX_WAIT_MS)
  }

  function again(): void {
    run().catch((error: unknown) => {
      tools.logger.error({ cause: causeOf(error) }, 'redactions could not be done again, and will be tried')
      comeBack()
    })
  }

  function run(): Promise<void> {
    const own = last.then(attempt)
    last = own.catch(() => undefined)
    return own
  }

  return {
    run,
    async close() {
      isClosed = true
      await last
      clearTimeout(timer)
    },
  }
}

/** False where a document stays closed. */
export async function replayRedactions(tools: RedactionTools): Promise<boolean> {
  const left = await readLeft(tools)
  // All of them first: what is done for one may take long.
  await holdBack(tools, left)
  let isDone = true
  for (const redaction of left) isDone = (await tryRedo(tools, redaction)) && isDone
  await letGo(tools)
  await tools.redactionList.keep()
  return isDone
}

/** What the list knows and the database does not, of documents that it has. */
async function readLeft({ db, env }: RedactionTools): Promise<ListedRedaction[]> {
  const listed = await readRedactionList(env.dataDir)
  const done = new Set((await db.redaction.findMany({ select: { id: true } })).map(({ id }) => id))
  const left = listed.filter(({ id }) => !done.has(id))
  const documents = await db.document.findMany({
    where: { id: { in: left.map(({ documentId }) => documentId) } },
    select: { id: true },
  })
  const there = new Set(documents.map(({ id }) => id))
  return left.filter(({ documentId }) => there.has(documentId))
}

async function tryRedo(tools: RedactionTools, redaction: ListedRedaction): Promise<boolean> {
  const of = { documentId: redaction.documentId, redaction: redaction.id }
  try {
    tools.logger.warn(of, 'a redaction is done again')
    await redo(tools, redaction)
    return true
  } catch (error) {
    // Another node that started at the same time.
    const known = tools.db.redaction.count({ where: { id: redaction.id } })
    // Where even that cannot be asked, it is what is told of anyway.
    if ((await known.catch(() => 0)) > 0) return true
    tools.logger.error({ ...of, cause: causeOf(error) }, 'a redaction cannot be done again: its document stays closed')
    return false
  }
}

async function redo(tools: RedactionTools, redaction: ListedRedaction): Promise<void> {
  const { id, documentId, reason, createdById, organizationId, places } = redaction
  // One that is open may have read the log before it was mended.
  await tools.rooms.reopen(documentId)
  const { headSeq } = await tools.db.document.findUniqueOrThrow({ where: { id: documentId } })
  const facts = { id, documentId, reason, reasonSalt: newReasonSalt(), userId: createdById, organizationId }
  await carryOut(tools, facts, { ...places, text: null, seq: headSeq })
}

/** What it says may hold words of the document. */
function causeOf(error: unknown): string {
  if (error instanceof AppError) return `${error.code} ${String(error.extensions.detail ?? '')}`.trim()
  return error instanceof Error ? error.name : 'unknown'
}
