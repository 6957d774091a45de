import { type Allowance, findHunks, type Hunk, makeReadable, wordsIn } from './hunks.ts'
import { type ComparedLines, PieceWriter } from './piece-writer.ts'
import { type Lines, SideText } from './side-text.ts'
import type { Vocabulary } from './tokens.ts'

/** Two texts, or parts of texts, that are compared word by word. */
export class LineComparison {
  /** The fewest words that must be taken out and put in. */
  readonly words: number
  private readonly a: SideText
  private readonly b: SideText
  private readonly hunks: Hunk[]

  constructor(before: Lines, after: Lines, vocabulary: Vocabulary) {
    this.a = new SideText(before, vocabulary)
    this.b = new SideText(after, vocabulary)
    this.hunks = findHunks(this.a.tokens, this.b.tokens, vocabulary.effort)
    this.words = wordsIn(this.hunks, this.a.tokens, this.b.tokens)
  }

  /** Borders between lines of one side stand among the pieces. */
  write(allowance: Allowance): ComparedLines {
    const { a, b } = this
    const writer = new PieceWriter(a, b)
    for (const hunk of makeReadable(this.hunks, a.tokens, b.tokens, allowance)) writer.addHunk(hunk)
    return writer.finish()
  }
}
