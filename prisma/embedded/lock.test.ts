import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fromFileName, type Holder, thisProcess, toFileName } from './holder.ts'
import { acquireLock, findHolder, LockedError } from './lock.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wz-lock-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const neverLost = (error: Error): never => {
  throw error
}

/** A lock as another process left it. */
async function leaveLock(holder: Partial<Holder>, heartbeatAgeMs: number): Promise<void> {
  const folder = join(dataDir, 'lock')
  const file = join(folder, toFileName({ ...thisProcess('other'), ...holder }))
  await mkdir(folder)
  await writeFile(file, '')
  const moment = new Date(Date.now() - heartbeatAgeMs)
  await utimes(file, moment, moment)
}

/** The pid of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid
}

describe('the lock of a data folder', () => {
  it('keeps its holder through a file name, whatever the host is called', () => {
    const holder: Holder = { ...thisProcess('ab12'), host: 'ząb, host=x/y' }
    expect(fromFileName(toFileName(holder))).toEqual(holder)
  })

  it('refuses a second taker and names the first', async () => {
    const lock = await acquireLock(dataDir, neverLost)
    const refusal = await acquireLock(dataDir, neverLost).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(LockedError)
    expect((refusal as Error).message).toContain(`process ${process.pid} on ${hostname()}`)
    expect((await findHolder(dataDir))?.holder.pid).toBe(process.pid)
    await lock.release()
  })

  it('is free again after release', async () => {
    const first = await acquireLock(dataDir, neverLost)
    await first.release()
    expect(await findHolder(dataDir)).toBeNull()
    const second = await acquireLock(dataDir, neverLost)
    await second.release()
  })

  it('is taken over from a process that has ended, however fresh its heartbeat', async () => {
    await leaveLock({ pid: deadPid() }, 0)
    const lock = await acquireLock(dataDir, neverLost)
    expect(await readdir(join(dataDir, 'lock'))).toHaveLength(1)
    await lock.release()
  })

  it('is taken over when the pid now belongs to another process', async () => {
    await leaveLock({ start: '1' }, 0)
    await (await acquireLock(dataDir, neverLost)).release()
  })

  it('is never taken from a living process, however long it has been suspended', async () => {
    await leaveLock({}, 3_600_000)
    await expect(acquireLock(dataDir, neverLost)).rejects.toThrow(LockedError)
  })

  it.each([
    ['another host', { host: 'elsewhere' }],
    ['another boot', { boot: 'another-boot' }],
    ['another container', { space: '1' }],
  ])('is taken from %s only after 30 s without a heartbeat', async (_name, place) => {
    await leaveLock({ ...place, pid: deadPid() }, 25_000)
    await expect(acquireLock(dataDir, neverLost)).rejects.toThrow(LockedError)
    await rm(join(dataDir, 'lock'), { recursive: true })
    await leaveLock({ ...place, pid: deadPid() }, 31_000)
    await (await acquireLock(dataDir, neverLost)).release()
  })

  it('has one winner among takers that all saw it stale', async () => {
    await leaveLock({ pid: deadPid() }, 0)
    const takers = Array.from({ length: 20 }, () => acquireLock(dataDir, neverLost))
    const outcomes = await Promise.allSettled(takers)
    const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled')
    expect(winners).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LockedError)
    await winners[0]?.value.release()
  })

  it('tells its holder when somebody removed it', async () => {
    const onLost = vi.fn()
    const lock = await acquireLock(dataDir, onLost)
    const [name] = await readdir(join(dataDir, 'lock'))
    await rename(join(dataDir, 'lock', name ?? ''), join(dataDir, 'lock', 'free'))
    await vi.waitFor(() => expect(onLost).toHaveBeenCalledOnce(), { timeout: 10_000 })
    await lock.release()
  })
})
