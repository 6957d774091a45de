import type { Piece } from './arrivals.ts'
import type { Section } from './removed.ts'

/** Where a piece goes on in another way than a paste would. */
interface Joint {
  at: number
  isTyped: boolean
}

/** How a piece was put in: in which places, and what of it came at once. */
export class Outline {
  /** What was put in in one place. */
  readonly places: readonly Section[]
  /** What came at once, between two formats or two keys. */
  readonly parts: readonly Section[]
  private readonly joints: readonly Joint[]
  private readonly size: number

  constructor({ parts, words }: Piece) {
    let from = 0
    this.parts = parts.map(({ length }) => ({ from, to: (from += length) }))
    const starts = parts.map(({ follows }, index) => ({ follows, at: this.parts[index]?.from ?? 0 }))
    const joints = starts.filter(({ follows, at }) => follows !== 'on' && at > 0)
    this.joints = joints.map(({ follows, at }) => ({ at, isTyped: follows === 'typed' }))
    const places = this.joints.filter(({ isTyped }) => !isTyped).map(({ at }) => at)
    this.places = [0, ...places].map((at, index) => ({ from: at, to: places[index] ?? words.length }))
    this.size = words.length
  }

  /** Joints between two places, and how many of them typing made. */
  jointsIn({ from, to }: Section): { all: number; typed: number } {
    const inside = this.joints.filter(({ at }) => at > from && at < to)
    return { all: inside.length, typed: inside.filter(({ isTyped }) => isTyped).length }
  }

  /** Does something that was put in in one go begin or end here? */
  isEnd(at: number): boolean {
    return at === 0 || at === this.size || this.joints.some((joint) => joint.at === at)
  }

  /** Does something that came at once begin or end here? */
  isEdgeOfPart(at: number): boolean {
    return this.parts.some(({ from, to }) => from === at || to === at)
  }
}
