import { parentPort, workerData } from 'node:worker_threads'
import type { RenderJob } from './in-thread.ts'

// Each loads only what its format needs.
async function render(job: RenderJob): Promise<Uint8Array> {
  if (job.format === 'DOCX') return (await import('./docx.ts')).renderDocx(job.request)
  if (job.format === 'ZIP') return (await import('./archive.ts')).renderArchive(job.files)
  return (await import('./xlsx.ts')).renderXlsx(job.sheet)
}

parentPort?.postMessage(await render(workerData as RenderJob))
