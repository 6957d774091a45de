import type { Attribution, DocumentContent } from '@app/server/document'
import * as Y from 'yjs'
import { type Copy, nameOf, ProposalOracle } from './proposal-oracle.ts'

/** Since a place in the log, whose a character is, and which row brought it first. */
interface Writing {
  author: string
  since: number
  first: number | null
}

/**
 * What the test itself knows: who typed each character (each is typed once), and what everybody deleted at their own
 * editor, in the order in which it was committed. Knows nothing of how the product works it out.
 */
export class AuthorshipOracle {
  private readonly writings = new Map<string, Writing[]>()
  private readonly copies: Copy[] = []
  private readonly deaths = new Map<string, number>()
  /** What members deleted and have not sent yet. */
  private readonly unsent = new Map<object, Set<string>>()
  private readonly authors: string[] = ['']
  private readonly proposals = new ProposalOracle()

  get lastSeq(): number {
    return this.authors.length - 1
  }

  get recreated(): number {
    const counts = new Map<string, number>()
    for (const { character } of this.copies) counts.set(character, (counts.get(character) ?? 0) + 1)
    return [...counts.values()].filter((count) => count > 1).length
  }

  get counted(): { characters: number; deletions: number; brought: number; takenOut: number } {
    return {
      ...this.proposals.counted,
      characters: this.copies.length,
      deletions: this.copies.filter((copy) => this.deaths.has(nameOf(copy))).length,
    }
  }

  /** `author` types a character that nobody has typed before. */
  typed(character: string, author: string): void {
    this.writings.set(character, [{ author, since: 0, first: null }])
  }

  /** From now on these characters are somebody else's, wherever they come in. */
  retyped(characters: Iterable<string>, author: string): void {
    for (const character of characters) {
      this.writings.get(character)?.push({ author, since: this.authors.length, first: null })
    }
  }

  /** Follows what is deleted in a document by its own person. */
  watch(member: object, doc: Y.Doc): void {
    const unsent = new Set<string>()
    this.unsent.set(member, unsent)
    doc.on('afterTransaction', ({ local, deleteSet }: Y.Transaction) => {
      if (!local) return
      for (const [client, ranges] of deleteSet.clients) {
        for (const { clock, len } of ranges) {
          for (let at = clock; at < clock + len; at++) unsent.add(nameOf({ client, clock: at }))
        }
      }
    })
  }

  /** A row is committed: with it goes all that `member` had not sent. */
  committed(author: string, member: object, update: Uint8Array): void {
    const seq = this.authors.push(author) - 1
    const unsent = this.unsent.get(member)
    for (const id of unsent ?? []) if (!this.deaths.has(id)) this.deaths.set(id, seq)
    unsent?.clear()
    for (const struct of Y.decodeUpdate(update).structs) {
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentString)
        this.read(struct, struct.content.str, seq)
    }
  }

  /** The row that comes next accepts these proposals; this is what the text says before it. */
  accepts(chosen: ReadonlySet<string>, content: DocumentContent): void {
    const living = this.copies.filter((copy) => !this.deaths.has(nameOf(copy)))
    this.proposals.accepts(this.authors.length, chosen, content, living)
  }

  /** Throws at the first character or deletion that is told otherwise. */
  compare(attribution: Attribution): void {
    const complaints = this.copies.flatMap((copy) => this.complaintsOf(copy, attribution))
    if (complaints.length > 0) throw new Error(`${complaints.length} wrong: ${complaints.slice(0, 12).join('; ')}`)
  }

  private read({ id }: Y.Item, text: string, seq: number): void {
    let { clock } = id
    for (const character of text) {
      const writing = this.writingAt(character, seq)
      writing.first ??= seq
      this.copies.push({ character, client: id.client, clock, seq })
      clock += character.length
    }
  }

  private writingAt(character: string, seq: number): Writing {
    const writing = this.writings.get(character)?.findLast(({ since }) => since <= seq)
    if (writing === undefined) throw new Error(`nobody typed ${character}`)
    return writing
  }

  private complaintsOf(copy: Copy, attribution: Attribution): string[] {
    const { client, clock, seq, character } = copy
    const complaints: string[] = []
    const writing = this.writingAt(character, seq)
    const found = attribution.writtenAt(client, clock)
    const writer = this.authors[found ?? 0]
    if (writer !== writing.author)
      complaints.push(`${at(copy)} of ${writing.author} (row ${writing.first}) is given to ${writer} (row ${found})`)
    else if (found !== writing.first) complaints.push(`${at(copy)} was first in row ${writing.first}, not ${found}`)
    if (attribution.typedAt(client, clock) !== seq) complaints.push(`${at(copy)} came with row ${seq}`)
    const deletedAt = attribution.deletedAt(client, clock)
    const death = this.deaths.get(nameOf(copy)) ?? null
    if (deletedAt !== death) complaints.push(`${at(copy)} was deleted by row ${death}, not ${deletedAt}`)
    const proposed = this.proposals.complaintsOf(copy, attribution, death)
    return [...complaints, ...proposed.map((complaint) => `${at(copy)} ${complaint}`)]
  }
}

function at({ character, client, clock, seq }: Copy): string {
  return `${character} (${client}.${clock}, row ${seq})`
}
