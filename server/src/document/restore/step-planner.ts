import type { YjsId } from '../compare/state.ts'
import type { Part } from './parts.ts'
import type { Places, Stay } from './places.ts'
import type { Keep, Remove, Step } from './steps.ts'

/** Puts what comes in between what is there. */
export class StepPlanner {
  private readonly rest: (Keep | Remove)[]
  private readonly places: Places
  private readonly steps: Step[] = []
  private at = 0
  /** Of the next step that keeps something wanted. */
  private kept = 0
  /** The place behind the last item that was passed, or brought back. */
  private reached = 0
  /** The step before puts words in. */
  private isInWords = false

  constructor(rest: (Keep | Remove)[], places: Places) {
    this.rest = rest
    this.places = places
  }

  /** Right before what it once was, where that lies ahead: what others wrote in between goes on standing in between. */
  insert(part: Part, offset: number, size: number): void {
    for (let at = offset; at < offset + size; ) {
      const id: YjsId = { client: part.item.id.client, clock: part.item.id.clock + at }
      const stay = this.places.ofUnits(id, offset + size - at)
      const taken = stay?.size ?? offset + size - at
      this.insertPiece(part, at, taken, stay === null ? null : { ...stay, id })
      at += taken
    }
  }

  private insertPiece(part: Part, offset: number, size: number, stay: (Stay & { id: YjsId }) | null): void {
    const isAhead = stay !== null && stay.from >= this.reached && !this.isBehindNextKept(stay.from)
    if (isAhead) this.passUpTo(stay.from)
    const isWords = part.type === 'characters'
    const goesOn = isWords && this.isInWords && stay?.from === this.reached
    const text = isWords ? part.text.slice(offset, offset + size) : ''
    this.steps.push({ do: 'insert', part, text, source: isAhead && !goesOn ? stay.id : null, goesOn })
    if (isAhead) this.reached = stay.to
    this.isInWords = isWords
  }

  /** Moves over what is next to be kept. */
  keep(): void {
    for (let step = this.take(); step !== undefined && !isMatched(step); step = this.take());
  }

  finish(): Step[] {
    while (this.take() !== undefined);
    return this.steps
  }

  private passUpTo(place: number): void {
    for (let next = this.rest[this.at]; next !== undefined; next = this.rest[this.at]) {
      if (isMatched(next) || this.places.of(next.part.item) > place) return
      this.take()
    }
  }

  private isBehindNextKept(place: number): boolean {
    this.kept = Math.max(this.kept, this.at)
    for (let next = this.rest[this.kept]; next !== undefined && !isMatched(next); next = this.rest[this.kept])
      this.kept += 1
    const kept = this.rest[this.kept]
    return kept !== undefined && this.places.of(kept.part.item) < place
  }

  private take(): Keep | Remove | undefined {
    const step = this.rest[this.at]
    if (step === undefined) return undefined
    this.at += 1
    this.steps.push(step)
    this.reached = this.places.of(step.part.item) + 1
    this.isInWords = false
    return step
  }
}

function isMatched(step: Keep | Remove): boolean {
  return step.do === 'keep' && step.wanted !== null
}
