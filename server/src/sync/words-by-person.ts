// Words of one row that are given back, gathered for each person: whatever stands in hidden cells alone can be taken back
// when these are shown again.

import { toStorable } from '../document/index.ts'
import type { Stranded } from './offers.ts'
import { SERVER_USER_ID } from './server-user.ts'

interface Gathered {
  texts: string[]
  cells: string[]
  isAllInCells: boolean
}

export class WordsByPerson {
  private readonly gathered = new Map<string, Gathered>()

  /** @param cells where all of it stands; none where some stands elsewhere */
  add(person: string | undefined, text: string, cells: readonly string[] = []): void {
    if (person === undefined || person === SERVER_USER_ID || text === '') return
    const known = this.gathered.get(person) ?? { texts: [], cells: [], isAllInCells: true }
    this.gathered.set(person, known)
    known.texts.push(text)
    known.cells.push(...cells)
    known.isAllInCells &&= cells.length > 0
  }

  /** Words are cut where deletions say, and old rows may hold what is refused by now. */
  all(): Map<string, Stranded> {
    const toStranded = ({ texts, cells, isAllInCells }: Gathered): Stranded => {
      return { text: toStorable(texts.join('\n')), cells: isAllInCells ? cells : [] }
    }
    return new Map([...this.gathered].map(([person, gathered]) => [person, toStranded(gathered)]))
  }
}
