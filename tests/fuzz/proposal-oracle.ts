import type { Attribution, DocumentContent, Inline } from '@app/server/document'

/** One character in one item. */
export interface Copy {
  character: string
  client: number
  clock: number
  seq: number
}

/** Proposals by one of which a copy came in or went. */
interface Expected {
  ids: Set<string>
  /** False where another copy of the character may be meant. */
  isSure: boolean
}

interface Marks {
  ins: readonly string[]
  del: readonly string[]
}

export function nameOf({ client, clock }: { client: number; clock: number }): string {
  return `${client}.${clock}`
}

/** What the test itself knows of accepted proposals: which marks stood over each character that was there. */
export class ProposalOracle {
  private readonly cameBy = new Map<string, Expected>()
  /** With the row in which they are to go. */
  private readonly goneBy = new Map<string, Expected & { seq: number }>()
  private readonly rows = new Set<number>()

  get counted(): { brought: number; takenOut: number } {
    return { brought: this.cameBy.size, takenOut: this.goneBy.size }
  }

  /** Row `seq` is to accept these proposals; that is what the text says, and these are its characters. */
  accepts(seq: number, chosen: ReadonlySet<string>, content: DocumentContent, living: readonly Copy[]): void {
    this.rows.add(seq)
    for (const [character, places] of marksIn(content)) {
      const copies = living.filter((copy) => copy.character === character)
      const isSure = copies.length === 1 && places.length === 1
      const goes = places.filter(({ del }) => del.some((id) => chosen.has(id)))
      const comes = places.filter((place) => !goes.includes(place))
      const outs = goes.flatMap(({ del }) => del).filter((id) => chosen.has(id))
      const ins = comes.flatMap((place) => place.ins).filter((id) => chosen.has(id))
      for (const copy of copies) {
        if (outs.length > 0) this.goneBy.set(nameOf(copy), { ids: new Set(outs), isSure, seq })
        if (ins.length > 0) this.expectIn(nameOf(copy), ins, isSure)
      }
    }
  }

  complaintsOf(copy: Copy, attribution: Attribution, death: number | null): string[] {
    const { client, clock } = copy
    const name = nameOf(copy)
    return [
      ...differs('came by', attribution.proposedBy(client, clock), this.cameBy.get(name)),
      ...differs('went by', attribution.removalProposedBy(client, clock), this.goneAt(name, death)),
    ]
  }

  /** By the first that was accepted. */
  private expectIn(name: string, ids: readonly string[], isSure: boolean): void {
    const known = this.cameBy.get(name)
    if (known?.isSure) return
    this.cameBy.set(name, { ids: new Set([...(known?.ids ?? []), ...ids]), isSure })
  }

  /** An acceptance deletes nothing but what its proposals would take out. */
  private goneAt(name: string, death: number | null): Expected | undefined {
    const known = this.goneBy.get(name)
    if (known?.seq === death) return { ids: known.ids, isSure: true }
    if (death !== null && this.rows.has(death)) return { ids: new Set(), isSure: true }
    return known?.isSure ? { ids: new Set(), isSure: true } : undefined
  }
}

function differs(what: string, found: string | null, expected: Expected | undefined): string[] {
  const isRight = found === null ? expected?.isSure !== true : expected?.ids.has(found) === true
  return isRight ? [] : [`${what} ${found}, not ${[...(expected?.ids ?? [])].join(' or ') || 'none'}`]
}

function marksIn(content: DocumentContent): Map<string, Marks[]> {
  const found = new Map<string, Marks[]>()
  const read = (line: readonly Inline[]): void => {
    for (const piece of line) {
      const { ins = [], del = [] } = piece.formats ?? {}
      for (const character of 'text' in piece ? piece.text : '') {
        found.set(character, [...(found.get(character) ?? []), { ins, del }])
      }
    }
  }
  for (const block of content) {
    if (block.type === 'block') read(block.content)
    else for (const row of block.rows) for (const cell of row.cells) read(cell.content)
  }
  return found
}
