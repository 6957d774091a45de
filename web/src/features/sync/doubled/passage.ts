import * as Y from 'yjs'

/** Characters that one client wrote one after another. */
export interface Span {
  client: number
  clock: number
  length: number
}

/** Characters of a passage: they are, or are copies of, those from `at` on. */
export interface Run extends Span {
  at: number
}

interface Copy extends Run {
  isMine: boolean
}

/** Characters that now stand in two places. */
export interface Doubled {
  text: string
  /** Where the copy that somebody else made begins. */
  theirs: Y.ID
}

/** Where text comes back all the time, the oldest copies are forgotten. */
const MOST_COPIES = 100

/** A piece of text that was deleted, and the copies of it that are known here. */
export class Passage {
  readonly text: string
  readonly deleted: readonly Run[]
  private copies: Copy[] = []
  private readonly told = new Set<number>()

  constructor(text: string, deleted: readonly Run[]) {
    this.text = text
    this.deleted = deleted
  }

  get hasCopies(): boolean {
    return this.copies.length > 0
  }

  /** Had somebody with this state vector a copy that was made here? */
  wasCopiedBefore(vector: ReadonlyMap<number, number>): boolean {
    return this.copies.some(({ isMine, client, clock }) => isMine && clock < (vector.get(client) ?? 0))
  }

  findDeleted(span: Span): Run[] {
    return this.deleted.flatMap((run) => commonPart(run, span) ?? [])
  }

  /** What of these characters this passage, or a copy of it, holds. */
  find(span: Span): Run[] {
    return [...this.deleted, ...this.copies].flatMap((run) => commonPart(run, span) ?? [])
  }

  /** What was deleted from `at` on. */
  spans(at: number, length: number): Span[] {
    return this.deleted.flatMap((run) => {
      const [from, to] = [Math.max(at, run.at), Math.min(at + length, run.at + run.length)]
      return from < to ? [{ client: run.client, clock: run.clock + from - run.at, length: to - from }] : []
    })
  }

  /** Learns that the characters from `id` on are a copy of these; answers whether it knows any of these. */
  addCopy(id: Y.ID, source: Span, isMine: boolean): boolean {
    const known = this.find(source)
    for (const { clock, length, at } of known) {
      const copy = { client: id.client, clock: id.clock + clock - source.clock, length, at, isMine }
      const isNew = this.copies.every((other) => other.at !== at || !isSame(other, copy))
      if (isNew) this.copies = [...this.copies, copy].slice(-MOST_COPIES)
    }
    return known.length > 0
  }

  /** What stands in two places, one of them by somebody else, and was not told before. */
  findDoubled(store: Y.Doc['store']): Doubled | null {
    if (!this.copies.some(({ isMine }) => isMine) || this.copies.every(({ isMine }) => isMine)) return null
    const places = new Map<number, Y.ID[]>()
    const theirs = new Map<number, Y.ID>()
    for (const copy of this.copies) {
      forEachShown(store, copy, (id, at) => {
        const others = places.get(at) ?? []
        if (others.every((other) => !Y.compareIDs(other, id))) places.set(at, [...others, id])
        if (!copy.isMine) theirs.set(at, id)
      })
    }
    const found = [...theirs.keys()].filter((at) => !this.told.has(at) && (places.get(at)?.length ?? 0) > 1)
    found.sort((a, b) => a - b)
    const first = theirs.get(found[0] ?? -1)
    if (first === undefined) return null
    for (const at of found) this.told.add(at)
    return { text: found.map((at) => this.text[at]).join(''), theirs: first }
  }
}

function commonPart(run: Run, { client, clock, length }: Span): Run | null {
  if (client !== run.client) return null
  const [from, to] = [Math.max(clock, run.clock), Math.min(clock + length, run.clock + run.length)]
  return from < to ? { client, clock: from, length: to - from, at: run.at + from - run.clock } : null
}

function isSame(a: Span, b: Span): boolean {
  return a.client === b.client && a.clock === b.clock && a.length === b.length
}

function forEachShown(store: Y.Doc['store'], run: Run, visit: (id: Y.ID, at: number) => void): void {
  const { client, at, length } = run
  const structs = store.clients.get(client) ?? []
  const end = run.clock + length
  for (let index = Y.findIndexSS(structs, run.clock), clock = run.clock; clock < end; index++) {
    const struct = structs[index]
    if (struct === undefined) return
    const next = Math.min(end, struct.id.clock + struct.length)
    if (!struct.deleted) for (; clock < next; clock++) visit(Y.createID(client, clock), at + clock - run.clock)
    clock = next
  }
}
