import type { Node } from '@tiptap/pm/model'

/** After so long a pause what follows is another proposal. */
const PAUSE_MS = 5 * 60_000

export interface SittingOptions {
  newId(): string
  now(): number
}

/** What one person proposes in one go, in one place: the same or an adjacent block, without a long pause. */
export class Sitting {
  private readonly options: SittingOptions
  private current: { id: string; blockIds: Set<string>; lastAt: number } | null = null

  constructor(options: SittingOptions) {
    this.options = options
  }

  /** The proposal that changes of these top-level nodes belong to. */
  idAt(doc: Node, first: number, last: number): string {
    const now = this.options.now()
    const goesOn = this.current !== null && now - this.current.lastAt < PAUSE_MS && this.isNear(doc, first, last)
    if (this.current === null || !goesOn) {
      this.current = { id: this.options.newId(), blockIds: new Set(), lastAt: now }
    }
    this.current.lastAt = now
    for (const id of idsBetween(doc, first, last)) this.current.blockIds.add(id)
    return this.current.id
  }

  /** The proposal was decided or withdrawn: what follows is another. */
  end(id: string): void {
    if (this.current?.id === id) this.current = null
  }

  private isNear(doc: Node, first: number, last: number): boolean {
    return idsBetween(doc, first - 1, last + 1).some((id) => this.current?.blockIds.has(id))
  }
}

function idsBetween(doc: Node, first: number, last: number): string[] {
  return doc.children.slice(Math.max(0, first), last + 1).map((node) => String(node.attrs.id))
}
