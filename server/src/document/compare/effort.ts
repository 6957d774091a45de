/** Enough for every word of a hundred pages to be rewritten; a second or two of a processor. */
const MOST_CELLS = 400_000_000

/**
 * How much one comparison may still take, in pairs of words that are held against each other. Each stretch that was
 * rewritten takes the product of its lengths: a text of many such stretches would keep everybody else waiting.
 */
export class Effort {
  private left: number

  constructor(cells = MOST_CELLS) {
    this.left = cells
  }

  /** Takes so much; false, and nothing is taken, where that is more than is left. */
  spend(cells: number): boolean {
    if (cells > this.left) return false
    this.left -= cells
    return true
  }
}
