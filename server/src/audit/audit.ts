import type { Db } from '@app/prisma'
import type { Logger } from 'pino'
import type { Clock } from '../context.ts'
import { toStorable } from '../document/index.ts'
import { newId } from '../ids.ts'

/** What happened: who, what, when. Never content, never an address. */
export interface AuditEntry {
  action: string
  actorId?: string | null
  documentId?: string | null
  targetType?: string
  targetId?: string
  /** Small facts only: codes, counts, roles, and a moderator's reason: the words of who acts, never those acted on. */
  detail?: Record<string, string | number | boolean | null>
}

/** Something refused through either door; many of these in a minute become one row. */
export interface Refusal {
  door: 'socket' | 'http'
  /** Null over HTTP: there the person is told apart, and nobody from nobody. */
  socketId: string | null
  actorId: string | null
  documentId?: string
  code: string
}

export interface Audit {
  /** Rejects when it could not be written, so that the act it belongs to fails too. */
  record(entry: AuditEntry): Promise<void>
  /** Counts a refusal; written once per socket or person, document, code and minute. */
  countRefusal(refusal: Refusal): void
  /** How many were counted since the start. */
  refusals(): number
  /** Writes what was counted and not yet written. */
  flush(): Promise<void>
}

const FOLD_MS = 60_000
const MAX_FOLDED = 10_000

interface FoldedRefusal extends Refusal {
  count: number
}

export function createAudit(db: Db, clock: Clock, logger: Logger): Audit {
  const folded = new Map<string, FoldedRefusal>()
  let timer: NodeJS.Timeout | undefined
  let refusals = 0

  function toRow(entry: AuditEntry) {
    return {
      id: newId(),
      at: clock.now(),
      action: entry.action,
      actorId: entry.actorId ?? null,
      documentId: entry.documentId ?? null,
      targetType: entry.targetType ?? null,
      targetId: entry.targetId ?? null,
      ...(entry.detail === undefined ? {} : { detail: toStorableDetail(entry.detail) }),
    }
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const counted = [...folded.values()]
    folded.clear()
    if (counted.length === 0) return
    try {
      await db.auditEvent.createMany({ data: counted.map((refusal) => toRow(toEntry(refusal))) })
    } catch (error) {
      for (const refusal of counted) fold(refusal)
      throw error
    }
  }

  /** Where there are too many to tell apart they are still counted, by what was refused. */
  function fold(refusal: FoldedRefusal): void {
    const known = folded.get(keyOf(refusal))
    if (known !== undefined) known.count += refusal.count
    else if (folded.size < MAX_FOLDED) folded.set(keyOf(refusal), { ...refusal })
    else {
      const { door, code, count } = refusal
      const any: FoldedRefusal = { door, code, count, socketId: null, actorId: null }
      const others = folded.get(keyOf(any))
      if (others === undefined) folded.set(keyOf(any), any)
      else others.count += count
    }
  }

  function countRefusal(refusal: Refusal): void {
    refusals += 1
    fold({ ...refusal, count: 1 })
    timer ??= setTimeout(flushLater, FOLD_MS).unref()
  }

  function flushLater(): void {
    flush().catch((error: unknown) => logger.error({ err: error }, 'refusals could not be audited'))
  }

  return {
    async record(entry) {
      await db.auditEvent.create({ data: toRow(entry) })
    },
    countRefusal,
    refusals: () => refusals,
    flush,
  }
}

function keyOf({ door, socketId, actorId, documentId, code }: Refusal): string {
  return [door, socketId, actorId, documentId, code].join(' ')
}

/** A reason may have been cut in the middle of a character. */
function toStorableDetail(detail: NonNullable<AuditEntry['detail']>): NonNullable<AuditEntry['detail']> {
  const kept = Object.entries(detail).map(([name, fact]) => [name, typeof fact === 'string' ? toStorable(fact) : fact])
  return Object.fromEntries(kept)
}

function toEntry({ door, socketId, code, count, actorId, documentId }: FoldedRefusal): AuditEntry {
  return {
    action: 'operation.refused',
    actorId,
    documentId: documentId ?? null,
    targetType: door,
    ...(socketId !== null && { targetId: socketId }),
    detail: { code, count },
  }
}
