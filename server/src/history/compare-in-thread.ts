// Comparing fifty pages takes tens of milliseconds and ten times as many where everything was rewritten. States that were
// compared lately are kept in the thread: people look at one version against several others.

import { AppError } from '../errors.ts'
import { startThread } from '../threads/start-thread.ts'
import type { AskedState, Compared, Made, Work } from './compare-worker.ts'
import type { PackedPieces } from './past-pieces.ts'
import type { FrameJob, MadeFrame } from './playback-worker.ts'
import { WarmThread } from './warm-thread.ts'

/** A state of a document, with the proposals that count as accepted in it. */
export interface WantedState {
  /** Of what never changes, by which it may be kept, as of when its turn comes; null to keep nothing. */
  name: (() => Promise<string>) | null
  accepted: readonly string[]
  /** What it is made of, if it is not kept. */
  read(): Promise<PackedPieces>
}

const thread = new WarmThread<Work, Made>(() => startThread('compare-worker'), 'compare')

/**
 * The difference between two states, worked out beside the main thread.
 * @throws AppError `UNAVAILABLE` where too many wait, it takes too long, or a state cannot be read
 */
export const compareInThread = comparingBy((read, askedBy) => thread.run(read, askedBy))

/** Compares by a thread that keeps states and says which. */
export function comparingBy(run: (read: () => Promise<Work>, askedBy: string) => Promise<Made>) {
  /** Names of what was kept when it last answered. */
  let kept: ReadonlySet<string> = new Set()
  return async (askedBy: string, before: WantedState, after: WantedState): Promise<Compared> => {
    const readBut = async (names: ReadonlySet<string>): Promise<Work> => {
      const [first, second] = await Promise.all([toAsked(before, names), toAsked(after, names)])
      return { before: first, after: second }
    }
    // What was kept may be gone: then both are given.
    for (const names of [() => kept, () => NONE]) {
      const made = await run(() => readBut(names()), askedBy)
      if (!('kept' in made)) break
      kept = new Set(made.kept)
      if (made.compared !== null) return made.compared
    }
    throw new AppError('UNAVAILABLE', 'quarantined')
  }
}

/**
 * A frame of a history that is played, made beside the main thread; null where a piece of the past cannot be read.
 * @param read what it is made of, when its turn comes
 * @throws AppError `UNAVAILABLE` where too many wait or it takes too long
 */
export async function frameInThread(askedBy: string, read: () => Promise<FrameJob | null>): Promise<MadeFrame | null> {
  const made = await thread.run(async () => ({ frame: await read() }), askedBy)
  return 'frame' in made ? made.frame : null
}

const NONE: ReadonlySet<string> = new Set()

async function toAsked(state: WantedState, kept: ReadonlySet<string>): Promise<AskedState> {
  const { accepted } = state
  const name = state.name === null ? null : await state.name()
  return { name, accepted, pieces: name !== null && kept.has(name) ? null : await state.read() }
}
