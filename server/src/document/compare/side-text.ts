import type { StateRun } from './state.ts'
import type { Token, Vocabulary } from './tokens.ts'

/** Blocks of one state whose words are read as one text. Mostly a single one. */
export type Lines = readonly (readonly StateRun[])[]

/** The text of one side of a comparison, with an empty token where a line ends. */
export class SideText {
  readonly tokens: Token[] = []
  readonly text: string
  /** Offsets at which a further line begins. */
  readonly borders: number[] = []
  private readonly runs: StateRun[] = []
  private readonly starts: number[] = []

  constructor(lines: Lines, vocabulary: Vocabulary) {
    let text = ''
    lines.forEach((line, at) => {
      if (at > 0) {
        this.borders.push(text.length)
        this.tokens.push({ key: vocabulary.fresh(), start: text.length, end: text.length, isWord: false, letters: 0 })
      }
      const offset = text.length
      for (const run of line) {
        this.runs.push(run)
        this.starts.push(text.length)
        text += run.text
      }
      for (const token of vocabulary.tokens(text.slice(offset))) {
        this.tokens.push(offset === 0 ? token : { ...token, start: token.start + offset, end: token.end + offset })
      }
    })
    this.text = text
  }

  /** The runs between two offsets, cut to them. */
  *runsBetween(start: number, end: number): Generator<{ run: StateRun; text: string; clock: number }> {
    for (let at = this.runAt(start); start < end; at++) {
      const run = this.runs[at] as StateRun
      const from = start - (this.starts[at] as number)
      const text = run.text.slice(from, from + end - start)
      yield { run, text, clock: run.clock + from }
      start += text.length
    }
  }

  private runAt(offset: number): number {
    let low = 0
    for (let high = this.starts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1
      if ((this.starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    // Runs without characters share their start with the next one.
    while (this.runs[low]?.text === '' && low < this.runs.length - 1) low += 1
    return low
  }
}
