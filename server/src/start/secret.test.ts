import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Env } from '../env.ts'
import { loadSecret } from './secret.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wz-secret-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const load = () => loadSecret({ dataDir } as Env)

it('is made once, whole and for nobody else to read', async () => {
  const made = await load()
  expect(made.length).toBeGreaterThanOrEqual(32)
  expect(await readdir(dataDir)).toEqual(['secret'])
  expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600)
  expect(await load()).toBe(made)
})

it('is made again where a start was ended while it was written', async () => {
  await writeFile(join(dataDir, 'secret.partial'), 'ab')
  expect(await load()).toBe(await load())
})

it('is the same with the line end of an editor', async () => {
  await writeFile(join(dataDir, 'secret'), `${'s'.repeat(40)}\n`)
  expect(await load()).toBe('s'.repeat(40))
})

it('that is cut is never replaced', async () => {
  await writeFile(join(dataDir, 'secret'), 'cut')
  await expect(load()).rejects.toThrow('is no whole secret')
  expect(await readFile(join(dataDir, 'secret'), 'utf8')).toBe('cut')
})
