import type { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import { startThread } from '../threads/start-thread.ts'
import type { ExportRequest } from './request.ts'
import type { Sheet } from './sheet.ts'

const MAX_RENDER_MS = 30_000

export type RenderJob =
  | { format: 'DOCX'; request: ExportRequest }
  | { format: 'XLSX' | 'CSV'; sheet: Sheet }
  /** Its files come as messages (`making-archive.ts`). */
  | { format: 'ZIP' }

/**
 * A DOCX of fifty pages, or a table of five hundred rows, takes a tenth of a second and more of pure computing; on the main
 * thread everybody's keystrokes would wait for it. Whoever calls sees to it that few are made at once.
 * @throws AppError `UNAVAILABLE` when it takes too long, or is given up
 */
export async function renderInThread(job: RenderJob, signal?: AbortSignal): Promise<Uint8Array> {
  const worker = startThread('export-worker', { workerData: job })
  try {
    return await answerOf(worker, MAX_RENDER_MS, signal)
  } finally {
    await worker.terminate()
  }
}

/** @throws AppError `UNAVAILABLE` when it takes longer than `maxMs`, or is given up */
export function answerOf(worker: Worker, maxMs: number, signal?: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new AppError('UNAVAILABLE', 'export'))
    const timer = setTimeout(giveUp, maxMs)
    signal?.addEventListener('abort', giveUp)
    if (signal?.aborted) giveUp()
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
      reject(new Error(`The thread that makes files ended (code ${code})`))
    })
  })
}
