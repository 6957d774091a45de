import type { Node } from '@tiptap/pm/model'
import { Sitting } from './sitting.ts'
import type { Proposer } from './track.ts'

/** Which proposals in the text are the person's own and still open: those made here, and those the server knows of. */
export class OwnProposals implements Proposer {
  private readonly sitting = new Sitting({ newId: () => this.make(), now: () => Date.now() })
  private readonly made = new Set<string>()
  private known: ReadonlySet<string> = new Set()
  private closed: ReadonlySet<string> = new Set()

  isOwn(id: string): boolean {
    return (this.made.has(id) || this.known.has(id)) && !this.closed.has(id)
  }

  idAt(doc: Node, first: number, last: number): string {
    return this.sitting.idAt(doc, first, last)
  }

  /** What the server says: my own open ones, and whatever was decided or withdrawn. Answers which of those are my own. */
  follow(known: ReadonlySet<string>, closed: ReadonlySet<string>): ReadonlySet<string> {
    const ended = new Set([...closed].filter((id) => this.isOwn(id)))
    this.known = known
    this.closed = closed
    for (const id of closed) this.sitting.end(id)
    return ended
  }

  private make(): string {
    const id = crypto.randomUUID()
    this.made.add(id)
    return id
  }
}
