/**
 * Which tabs of one person are alive, by Web Locks: each replica holds a lock named after its client id for as long as
 * it lives, and the browser lets go when the tab is gone, crashed or killed. Whoever then gets the lock may take over
 * what the tab left. Without Web Locks everybody counts as gone: taking over from a living tab only repeats pushes,
 * which the server drops.
 */

export interface TabLocks {
  /** Holds the lock until the returned function is called. */
  hold(name: string): () => void
  /** Runs `work` holding the lock if nobody holds it; tells whether it ran. */
  ifGone(name: string, work: () => Promise<void>): Promise<boolean>
  /** Runs `work` once the holder is gone; the returned function stops waiting. */
  whenGone(name: string, work: () => Promise<void>): () => void
}

export const replicaLock = (userId: string, documentId: string, clientId: number): string =>
  `wspolny-zapis:${userId}:${documentId}:${clientId}`

export function createTabLocks(locks: LockManager | undefined): TabLocks {
  return locks ? browserLocks(locks) : everybodyIsGone
}

function browserLocks(locks: LockManager): TabLocks {
  return {
    hold(name) {
      let release = (): void => undefined
      const released = new Promise<void>((resolve) => (release = resolve))
      void locks.request(name, () => released)
      return release
    },
    ifGone: (name, work) =>
      locks.request(name, { ifAvailable: true }, async (lock) => {
        if (lock) await work()
        return lock !== null
      }),
    whenGone(name, work) {
      const waiting = new AbortController()
      const granted = locks.request(name, { signal: waiting.signal }, work)
      granted.catch((error: unknown) => {
        if (!waiting.signal.aborted) throw error
      })
      return () => waiting.abort()
    },
  }
}

const everybodyIsGone: TabLocks = {
  hold: () => () => undefined,
  ifGone: async (_name, work) => {
    await work()
    return true
  },
  whenGone: () => () => undefined,
}
