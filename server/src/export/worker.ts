import { on } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import type { ArchivePart } from './archive.ts'
import type { RenderJob } from './in-thread.ts'

/** What is put into an archive, up to its end. */
async function* givenParts(): AsyncGenerator<ArchivePart> {
  if (parentPort === null) return
  for await (const [part] of on(parentPort, 'message')) {
    if (part === null) return
    yield part
  }
}

// Each loads only what its format needs.
async function render(job: RenderJob): Promise<Uint8Array> {
  if (job.format === 'DOCX') return (await import('./docx.ts')).renderDocx(job.request)
  if (job.format === 'CSV') return (await import('./csv.ts')).renderCsv(job.sheet)
  if (job.format === 'ZIP') return (await import('./archive.ts')).renderArchive(givenParts())
  return (await import('./xlsx.ts')).renderXlsx(job.sheet)
}

const bytes = await render(workerData as RenderJob)
// What is part of a larger buffer is copied.
const isWhole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
parentPort?.postMessage(bytes, isWhole ? [bytes.buffer as ArrayBuffer] : [])
