import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freshDatabase } from '@app/prisma/testing'
import { afterEach, expect, it } from 'vitest'
import { runCommand, type ServerProcess } from './server-process.ts'

const running: ServerProcess[] = []

function seed(dataDir: string): ServerProcess {
  const server = runCommand({ DATA_DIR: dataDir }, 'seed')
  running.push(server)
  return server
}

afterEach(() => Promise.all(running.splice(0).map((server) => server.stop('SIGKILL'))))

it('starts a demonstration anew, and not beside one that runs', async () => {
  const { db, close, drop, dataDir = '' } = await freshDatabase('embedded')
  await db.instance.create({ data: { id: 1, demo: true, createdAt: new Date(), seededAt: new Date() } })
  await close()
  const first = seed(dataDir)
  await first.ready()
  expect(first.output()).toMatch(/What was there is now in \S+copies\S+[\s\S]+Writing the demo content/)

  const beside = seed(dataDir)
  await beside.ended()
  expect(beside.output()).toContain('in use by process')
  expect(await readdir(join(dataDir, 'copies'))).toEqual([expect.stringMatching(/-before-seed$/)])
  await first.stop('SIGINT')
  await drop()
})
