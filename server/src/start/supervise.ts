import type { Logger } from 'pino'

const STOP_TIMEOUT_MS = 10_000

export interface Supervisor {
  readonly logger: Logger
  /** Registers what must happen before the process ends; the last one registered is done first. */
  onStop(close: () => void | Promise<void>): void
  /** Something broke that nobody expected: log it, stop in order, end with a code that makes a restart. */
  fail(error: unknown): void
  /** Does what was registered, without ending the process. */
  close(): Promise<void>
}

/** What may be written about an error: its class and where it was thrown, never its words, which may hold content. */
function describe(error: unknown): { name: string; frames: string[] } {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] }
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '))
  return { name: error.name, frames: frames.map((line) => line.trim()) }
}

/** Ends the process in order: on SIGTERM, on SIGINT, and after an error nobody caught. */
export function superviseProcess(logger: Logger): Supervisor {
  const closers: (() => void | Promise<void>)[] = []
  let stopping: Promise<void> | undefined
  let exitCode = 0

  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) {
      try {
        await close()
      } catch (error) {
        // The rest must still be closed: behind the app that failed there is a database to leave whole.
        exitCode = 1
        logger.fatal({ error: describe(error) }, 'stopping failed')
      }
    }
  }
  const close = (): Promise<void> => {
    stopping ??= closeAll()
    return stopping
  }
  const stop = async (): Promise<void> => {
    setTimeout(() => {
      logger.fatal('stopping took too long')
      process.exit(1)
    }, STOP_TIMEOUT_MS)
    await close()
    process.exit(exitCode)
  }
  const fail = (error: unknown): void => {
    exitCode = 1
    logger.fatal({ error: describe(error) }, 'unexpected error')
    void stop()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  return { logger, onStop: (close) => void closers.push(close), fail, close }
}
