import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'

/** What the thread is started with. */
export interface VerifyInput {
  file: string
  sql: string
}

/** What it says before it ends. */
export interface Counts {
  documents: number
  updates: number
}

const { file, sql } = workerData as VerifyInput
const archive = new Blob([await readFile(file)], { type: 'application/x-gzip' })
const copy = await PGlite.create({ loadDataDir: archive })
const { rows } = await copy.query<Counts>(sql)
await copy.close()
parentPort?.postMessage(rows[0])
