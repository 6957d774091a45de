// Comparing fifty pages takes tens of milliseconds and ten times as many where everything was rewritten. States that were
// compared lately are kept in the thread: people look at one version against several others.

import { AppError } from '../errors.ts'
import type { AskedState, Compared, Made, Work } from './compare-worker.ts'
import type { PackedPieces } from './past-pieces.ts'
import type { FrameJob, MadeFrame } from './playback-worker.ts'
import { WarmThread } from './warm-thread.ts'

/** A state of a document, with the proposals that count as accepted in it. */
export interface WantedState {
  /** Of what never changes, by which it may be kept; null to keep nothing. */
  name: string | null
  accepted: readonly string[]
  /** What it is made of, if it is not kept. */
  read(): Promise<PackedPieces>
}

const thread = new WarmThread<Work, Made>(new URL('./compare-thread.js', import.meta.url), 'compare')

/**
 * The difference between two states, worked out beside the main thread.
 * @throws AppError `UNAVAILABLE` where too many wait, it takes too long, or a state cannot be read
 */
export const compareInThread = comparingBy((work, askedBy) => thread.run(work, askedBy))

/** Compares by a thread that keeps states and says which. */
export function comparingBy(run: (work: Work, askedBy: string) => Promise<Made>) {
  /** Names of what was kept when it last answered. */
  let kept: ReadonlySet<string> = new Set()
  return async (askedBy: string, before: WantedState, after: WantedState): Promise<Compared> => {
    // What was kept may be gone when the turn comes: then both are given.
    for (const names of [kept, NONE]) {
      const asked = await Promise.all([toAsked(before, names), toAsked(after, names)])
      const made = await run({ before: asked[0], after: asked[1] }, askedBy)
      if (!('kept' in made)) break
      kept = new Set(made.kept)
      if (made.compared !== null) return made.compared
    }
    throw new AppError('UNAVAILABLE', 'quarantined')
  }
}

/**
 * A frame of a history that is played, made beside the main thread; null where a piece of the past cannot be read.
 * @throws AppError `UNAVAILABLE` where too many wait or it takes too long
 */
export async function frameInThread(askedBy: string, frame: FrameJob): Promise<MadeFrame | null> {
  const made = await thread.run({ frame }, askedBy)
  return 'frame' in made ? made.frame : null
}

const NONE: ReadonlySet<string> = new Set()

async function toAsked(state: WantedState, kept: ReadonlySet<string>): Promise<AskedState> {
  const { name, accepted } = state
  return { name, accepted, pieces: name !== null && kept.has(name) ? null : await state.read() }
}
