import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import type { ExportRequest } from './request.ts'
import type { Sheet } from './sheet.ts'

const MAX_RENDER_MS = 30_000

export type RenderJob =
  | { format: 'DOCX'; request: ExportRequest }
  | { format: 'XLSX'; sheet: Sheet }
  | { format: 'ZIP'; files: Readonly<Record<string, string>> }

let last: Promise<unknown> = Promise.resolve()

/**
 * A DOCX of fifty pages, or a table of five hundred rows, takes a tenth of a second and more of pure computing; on the main
 * thread everybody's keystrokes would wait for it. One file at a time, so that downloads never take more than one core.
 * @throws AppError `UNAVAILABLE` when it takes too long
 */
export function renderInThread(job: RenderJob): Promise<Uint8Array> {
  const rendered = last.then(() => runThread(job))
  last = rendered.catch(() => undefined)
  return rendered
}

async function runThread(job: RenderJob): Promise<Uint8Array> {
  const worker = new Worker(new URL('./thread.js', import.meta.url), { workerData: job })
  try {
    return await answerOf(worker)
  } finally {
    await worker.terminate()
  }
}

function answerOf(worker: Worker): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new AppError('UNAVAILABLE', 'export')), MAX_RENDER_MS)
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`The thread that makes files ended (code ${code})`))
    })
  })
}
