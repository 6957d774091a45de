import type { Logger } from 'pino'

export interface Detached {
  /** Lets work go on after the answer; its failure is logged, since nobody waits for it. */
  run(work: Promise<void>): void
  /** Resolves when nothing is under way. */
  settle(): Promise<void>
}

export function createDetached(logger: Logger): Detached {
  const running = new Set<Promise<void>>()

  function run(work: Promise<void>): void {
    const watched = work
      .catch((error: unknown) => logger.error({ err: error }, 'work after an answer failed'))
      .finally(() => running.delete(watched))
    running.add(watched)
  }

  return {
    run,
    async settle() {
      await Promise.all(running)
    },
  }
}
