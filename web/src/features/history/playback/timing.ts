/** How fast a history is played. */
export const SPEEDS = { slow: 0.5, normal: 1, fast: 2, fastest: 4 } as const
export type Speed = keyof typeof SPEEDS

/** What was changed in a step, as far as it takes time to be seen. */
export interface StepSize {
  words: number
  /** A version is looked at for longer. */
  isVersion: boolean
}

const GLANCE_MS = 300
const LEAST_MS = 1_100
const WORD_MS = 70
const MOST_MS = 5_000
const VERSION_MS = 1_200
/** The text must have been there for a moment, however fast it is played. */
const SHORTEST_MS = 150

/** How long a step is shown while a history is played. */
export function dwellOf({ words, isVersion }: StepSize, speed: Speed): number {
  const seen = words === 0 ? GLANCE_MS : Math.min(MOST_MS, LEAST_MS + words * WORD_MS)
  return Math.max(SHORTEST_MS, (seen + (isVersion ? VERSION_MS : 0)) / SPEEDS[speed])
}
