import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RedactionTools } from './redactions.ts'
import { createRedactionReplay } from './replay.ts'

const MINUTE = 60_000
/** In minutes, and which try comes then. */
const WAITS = [
  [1, 2],
  [2, 3],
  [4, 4],
] as const
const WORDS = 'jan.kowalski@example.org'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wz-replay-again-'))
  await writeFile(join(dataDir, 'redactions.jsonl'), '{"id":"r","documentId":"d"}\n')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(dataDir, { recursive: true })
})

/** A database of which one document cannot be read, with an error that tells what stands in it. */
function damaged() {
  const logged: unknown[] = []
  const log = (...said: unknown[]) => void logged.push(said)
  const read = vi.fn(() => Promise.reject(new Error(`unreadable: ${WORDS}`)))
  const db = {
    redaction: { findMany: async () => [], count: async () => 0 },
    document: { findMany: async () => [{ id: 'd' }], findUniqueOrThrow: read },
    $executeRaw: async () => 1,
    $queryRaw: async () => [],
  }
  const others = { rooms: { reopen: async () => undefined }, pubsub: { publish: () => undefined } }
  const tools = {
    db,
    ...others,
    env: { dataDir },
    logger: { warn: log, error: log },
    redactionList: { keep: async () => true },
  }
  return { tools: tools as unknown as RedactionTools, read, logged }
}

/** Files are read in real time. */
async function passed(isDone: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error('waited ten seconds in vain')
    await new Promise(setImmediate)
  }
}

test('what cannot be done is tried again by itself, ever more seldom, until the server stops', async () => {
  const { tools, read, logged } = damaged()
  const replay = createRedactionReplay(tools)
  await replay.run()
  expect(read).toHaveBeenCalledTimes(1)
  for (const [minutes, times] of WAITS) {
    await passed(() => vi.getTimerCount() === 1)
    await vi.advanceTimersByTimeAsync(minutes * MINUTE - 1)
    expect(read).toHaveBeenCalledTimes(times - 1)
    await vi.advanceTimersByTimeAsync(1)
    await passed(() => read.mock.calls.length === times)
  }
  await replay.close()
  await vi.advanceTimersByTimeAsync(60 * MINUTE)
  expect(read).toHaveBeenCalledTimes(WAITS.length + 1)
  expect(JSON.stringify(logged)).toContain('stays closed')
  expect(JSON.stringify(logged)).not.toContain(WORDS)
})
