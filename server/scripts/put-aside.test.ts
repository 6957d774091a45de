import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase } from '@app/prisma'
import { freshDatabase } from '@app/prisma/testing'
import { expect, it } from 'vitest'
import { readRedactionList } from '../src/proof/redaction/redaction-list.ts'
import { putAside } from './put-aside.ts'

it('is done with the database of a demonstration, and with no other', async () => {
  const { db, close, drop, dataDir = '' } = await freshDatabase('embedded')
  await db.instance.create({ data: { id: 1, demo: false, createdAt: new Date() } })
  await close()
  await expect(putAside(dataDir)).rejects.toThrow('was not made as a demonstration')
  expect(await readdir(dataDir)).toContain('postgres')

  const again = await openDatabase({ dataDir })
  await expect(putAside(dataDir)).rejects.toThrow('is in use by process')
  await again.db.instance.update({ where: { id: 1 }, data: { demo: true } })
  await again.close()
  const aside = await putAside(dataDir)
  expect(aside).toMatch(/copies\/.+-before-seed$/)
  expect(await readdir(aside ?? '')).toContain('PG_VERSION')
  expect(await readdir(dataDir)).not.toContain('postgres')
  expect(await putAside(dataDir)).toBeNull()
  await drop()
})

it('takes what was redacted with it: the next demonstration has the same documents', async () => {
  const { db, close, drop, dataDir = '' } = await freshDatabase('embedded')
  await db.instance.create({ data: { id: 1, demo: true, createdAt: new Date() } })
  await close()
  await writeFile(join(dataDir, 'redactions.jsonl'), '{"id":"r","documentId":"d"}\n')
  const aside = await putAside(dataDir)
  expect(await readRedactionList(dataDir)).toEqual([])
  expect(await readFile(`${aside}.redactions.jsonl`, 'utf8')).toContain('"id":"r"')
  // Also where somebody deleted the database by hand.
  await writeFile(join(dataDir, 'redactions.jsonl'), '{"id":"s","documentId":"d"}\n')
  expect(await putAside(dataDir)).toBeNull()
  expect(await readRedactionList(dataDir)).toEqual([])
  await drop()
})
