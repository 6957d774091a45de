import { Worker, type WorkerOptions } from 'node:worker_threads'
import { PROGRAMS, type Program } from './programs.ts'

/** Set where `scripts/bundle.ts` has made a file of each program: its sources take a second of processor time to load. */
declare const HAS_BUILT_THREADS: boolean | undefined

/**
 * Texts of fifty pages are made of tens of megabytes of short-lived objects. In the 16 MB that a thread has for those by
 * default, a quarter of its time went to copying the ones that were not dead yet.
 */
const YOUNG_MB = 32

/** A thread for what takes tens of milliseconds and more of pure computing. */
export function startThread(program: Program, options: WorkerOptions = {}): Worker {
  const all: WorkerOptions = { ...options, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } }
  if (typeof HAS_BUILT_THREADS === 'undefined') {
    return new Worker(new URL('./from-sources.js', import.meta.url), { ...all, argv: [PROGRAMS[program]] })
  }
  return new Worker(new URL(`../../dist/${program}.js`, import.meta.url), all)
}
