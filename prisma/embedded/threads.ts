import { Worker } from 'node:worker_threads'

/** Set where `server/scripts/bundle.ts` has made a file of each program: half of opening a database went to loading sources. */
declare const HAS_BUILT_THREADS: boolean | undefined

/** What threads run, by the source each begins with. */
export const PROGRAMS = { worker: './worker.ts', verify: './verify.ts' } as const

export type ThreadProgram = keyof typeof PROGRAMS

/** Runs one of our programs in a thread of its own. */
export function startThread(program: ThreadProgram, input: object): Worker {
  if (typeof HAS_BUILT_THREADS === 'undefined') {
    const workerData = { ...input, module: PROGRAMS[program] }
    return new Worker(new URL('./thread.js', import.meta.url), { workerData })
  }
  return new Worker(new URL(`../dist/${program}.js`, import.meta.url), { workerData: input })
}
