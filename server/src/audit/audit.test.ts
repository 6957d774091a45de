import type { Db } from '@app/prisma'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { createAudit, type Refusal } from './audit.ts'

interface Row {
  documentId: string | null
  detail: { code: string; count: number }
}

function auditOver(write: (rows: Row[]) => Promise<void>) {
  const db = { auditEvent: { createMany: ({ data }: { data: Row[] }) => write(data) } } as unknown as Db
  return createAudit(db, { now: () => new Date() }, pino({ level: 'silent' }))
}

function refusalOf(documentId: string): Refusal {
  return { door: 'http', socketId: null, actorId: 'a', code: 'FORBIDDEN', documentId }
}

it('refusals that could not be written are counted on', async () => {
  let isDown = true
  const written: Row[] = []
  const audit = auditOver(async (rows) => {
    if (isDown) throw new Error('down')
    written.push(...rows)
  })
  audit.countRefusal(refusalOf('d1'))
  await expect(audit.flush()).rejects.toThrow('down')
  audit.countRefusal(refusalOf('d1'))
  isDown = false
  await audit.flush()
  expect(written.map(({ detail }) => detail.count)).toEqual([2])
})

it('nobody hides refusals behind many others: those too many to tell apart are counted together', async () => {
  const written: Row[] = []
  const audit = auditOver(async (rows) => void written.push(...rows))
  for (let at = 0; at < 10_050; at += 1) audit.countRefusal(refusalOf(`made up ${at}`))
  await audit.flush()
  expect(written.reduce((sum, { detail }) => sum + detail.count, 0)).toBe(10_050)
  expect(written.find(({ documentId }) => documentId === null)?.detail.count).toBe(50)
})
