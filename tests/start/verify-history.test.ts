import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '@app/prisma'
import { tampering } from '@app/prisma/testing'
import { expect, it } from 'vitest'
import { cleanEnv } from '../env.ts'
import { startApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { seed, signInAs } from '../kit/seed.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'

/** `pnpm verify-history` over a data folder no server uses. */
function verify(dataDir: string, ...ids: string[]): Promise<{ code: number; said: string }> {
  const args = ['--import', 'tsx', 'server/scripts/verify-history.ts', ...ids]
  const options = { cwd: REPOSITORY, env: cleanEnv({ DATA_DIR: dataDir }) }
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr })
    })
  })
}

it('says that a history is whole, or names the first bad link and ends with 1', async () => {
  const target = await startApp({ database: 'embedded' })
  try {
    const lead = await seed(target).organization()
    const owner = await lead.person()
    const cookie = await signInAs(target, owner)
    const [good, bad] = [await lead.document(owner, { text: 'Zapis' }), await lead.document(owner, { text: 'Inny' })]
    for (const { id: documentId } of [good, bad]) {
      const change = { kind: 'EDIT' as const, userId: owner.id, organizationId: owner.organizationId }
      await target.app.rooms.append(documentId, { ...change, change: (text) => text.insert(text.length, ' i dalej') })
      await gql(target, cookie, CREATE, { input: { id: randomUUID(), documentId, name: 'Wersja' } })
    }
    await target.app.sealLogs()
    await target.app.close()
    await target.database.close()
    const { dataDir = '' } = target.database
    const whole = await verify(dataDir)
    expect(whole).toMatchObject({
      code: 0,
      said: expect.stringContaining(`✓ ${good.id}: 2 rows (2 sealed), 1 versions`),
    })

    const { db, close } = await openDatabase({ dataDir })
    const segment = await db.logSegment.findFirstOrThrow({ where: { documentId: bad.id } })
    const other = await db.logSegment.findFirstOrThrow({ where: { documentId: good.id } })
    await tampering(
      db,
      db.logSegment.updateMany({ where: { documentId: segment.documentId }, data: { data: other.data } }),
    )
    await close()
    const broken = await verify(dataDir, bad.id)
    expect(broken.code).toBe(1)
    expect(broken.said).toContain(`✗ ${bad.id}: rows 1–2 of the log: the first bad link of the chain`)
    expect(broken.said).not.toContain(good.id)
  } finally {
    await target.database.drop()
  }
})
