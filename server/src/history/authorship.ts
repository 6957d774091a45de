// Who wrote, brought and deleted every character of a document: its log folded beside the rooms, on a copy of its own,
// in slices so short that nobody's keystroke waits for it. It begins at the newest checkpoint that knows it, and gives
// what it worked out to newer ones. What was asked for lately is kept. Everything follows from the log alone: what is
// lost is worked out again.

import type { Db } from '@app/prisma'
import type { Attribution } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { Shares } from '../threads/shares.ts'
import { type Authored, AuthorshipRun } from './authorship-run.ts'
import { HEAD } from './content-at.ts'

export interface Authorship {
  /**
   * Does it when it is the person's turn: each document that is folded is a copy of it, and its whole log.
   * @throws AppError `UNAVAILABLE` where too many wait
   */
  inTurn<T>(askedBy: string, read: () => Promise<T>): Promise<T>
  /**
   * Looks at the authorship at `seq` or later (by default now); it goes on only after `look` is done, which must not keep
   * the document. Whoever calls has
   * asked for the right to read.
   * @throws AppError `UNAVAILABLE` where the log has a hole, or while stopping
   */
  inspect<T>(documentId: string, look: (authored: Authored) => T | Promise<T>, seq?: number): Promise<T>
  /**
   * Who wrote what up to `seq`, and maybe later; cheaper than to inspect, and without who they are.
   * @throws as `inspect`
   */
  attributionAt(documentId: string, seq: number): Promise<Attribution>
  /**
   * Gives a checkpoint that was just saved its authorship, in quiet slices and after those that wait already. Never
   * fails; where it is missed, it is missed.
   */
  fill(documentId: string, seq: number): void
  /** What is kept of a document is worked out again when it is asked for; of all where none is named. */
  forget(documentId?: string): void
  close(): Promise<void>
}

export interface AuthorshipOptions {
  db: Db
  logger: { warn(detail: object, words: string): void }
}

interface Kept {
  run: AuthorshipRun
  usedAt: number
  isBusy: number
}

/** So many documents at most, each so long after it was last asked for. */
const MAX_KEPT = 4
const KEPT_MS = 2 * 60_000

export function createAuthorship({ db, logger }: AuthorshipOptions): Authorship {
  const kept = new Map<string, Kept>()
  const running = new Set<Promise<unknown>>()
  const shares = new Shares('authorship', { atOnce: MAX_KEPT, ofOneAtOnce: 2 })
  /** Checkpoints that wait for their authorship, the newest of each document. */
  const toFill = new Map<string, number>()
  let isFilling = false
  const closing = new AbortController()
  const timer = setInterval(() => drop(performance.now() - KEPT_MS), KEPT_MS / 2).unref()

  /** Forgets those unused since, and the longest unused of too many. */
  function drop(since: number): void {
    const idle = [...kept].filter(([, { isBusy }]) => isBusy === 0).sort(([, a], [, b]) => a.usedAt - b.usedAt)
    for (const [id, { usedAt }] of idle) if (usedAt < since || kept.size > MAX_KEPT) kept.delete(id)
  }

  async function use<T>(documentId: string, does: (run: AuthorshipRun) => Promise<T>): Promise<T> {
    const { signal } = closing
    if (signal.aborted) throw new AppError('UNAVAILABLE', 'stopping')
    const one = kept.get(documentId) ?? {
      run: new AuthorshipRun({ db, logger, documentId, signal }),
      usedAt: 0,
      isBusy: 0,
    }
    kept.set(documentId, one)
    one.isBusy += 1
    const doing = does(one.run)
    running.add(doing)
    try {
      return await doing
    } finally {
      running.delete(doing)
      one.isBusy -= 1
      one.usedAt = performance.now()
      drop(performance.now() - KEPT_MS)
    }
  }

  /** One after the other: each fold is a copy of a document, and takes its share of the time that others leave. */
  async function fillAll(): Promise<void> {
    if (isFilling) return
    isFilling = true
    for (const [documentId, seq] of toFill) {
      toFill.delete(documentId)
      if (closing.signal.aborted) continue
      await use(documentId, (run) => run.fill(seq)).catch((error: unknown) => {
        if (!closing.signal.aborted) logger.warn({ err: error, documentId }, 'a checkpoint got no authorship')
      })
    }
    isFilling = false
  }

  return {
    inTurn: (askedBy, read) => shares.run(askedBy, read),
    inspect: (documentId, look, seq = HEAD) => use(documentId, (run) => run.inspect(seq, look)),
    attributionAt: (documentId, seq) => use(documentId, (run) => run.attributionAt(seq)),
    fill(documentId, seq) {
      toFill.set(documentId, Math.max(seq, toFill.get(documentId) ?? 0))
      void fillAll()
    },
    forget(documentId) {
      for (const id of documentId === undefined ? [...kept.keys()] : [documentId]) {
        kept.get(id)?.run.forget()
        kept.delete(id)
      }
    },
    async close() {
      closing.abort()
      clearInterval(timer)
      await Promise.allSettled(running)
      kept.clear()
    },
  }
}
