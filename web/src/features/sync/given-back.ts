/** Words to give back, for one document: listed until the person dismisses them, on this device wherever it keeps anything. */
import { insertedBelow } from './recovered.ts'
import type { DeviceStore, RecoveredEdit } from './store.ts'

/** Where texts lie on this device. */
export type Shelf = Pick<DeviceStore, 'listRecovered' | 'forgetRecovered'>

export class GivenBack {
  private shelf: Shelf | null
  private keepsNew: boolean
  private readonly changed: (unkept: number) => void
  private edits: RecoveredEdit[] = []
  private readonly unkept = new Set<string>()
  private readonly dismissed = new Set<string>()

  /** @param keepsNew new texts are put on the shelf too; a shared computer only still has those from before. */
  constructor(shelf: Shelf | null, keepsNew: boolean, changed: (unkept: number) => void) {
    this.shelf = shelf
    this.keepsNew = keepsNew
    this.changed = changed
  }

  list(kind: RecoveredEdit['kind']): RecoveredEdit[] {
    return this.edits.filter((edit) => edit.kind === kind)
  }

  has(id: string): boolean {
    return this.edits.some((edit) => edit.id === id)
  }

  /** Was it listed, and refused or used by the person, since the page was opened? */
  wasDismissed(id: string): boolean {
    return this.dismissed.has(id)
  }

  /** Lists what lies on this device; what is listed already stays as it is. */
  async load(documentId: string): Promise<void> {
    if (!this.shelf) return
    const kept = await this.shelf.listRecovered(documentId)
    const known = new Set(this.edits.map((edit) => edit.id))
    const added = kept.filter((edit) => !known.has(edit.id)).sort((a, b) => a.at - b.at)
    this.edits = [...added, ...this.edits]
    this.tell()
  }

  /** The device turned out to be of no use. */
  keepNothing(): void {
    this.shelf = null
    this.keepsNew = false
  }

  /** Shows edits at once; `keeping` resolves when they are on this device. */
  add(edits: RecoveredEdit[], keeping: Promise<unknown>): void {
    if (edits.length === 0) return
    this.edits = [...this.edits, ...edits]
    for (const edit of edits) this.unkept.add(edit.id)
    this.tell()
    if (!this.keepsNew) return
    keeping.then(
      () => this.markKept(edits),
      // They stay counted as kept nowhere, which the page says and warns about.
      () => this.tell(),
    )
  }

  async dismiss(id: string): Promise<void> {
    this.dismissed.add(id)
    await this.remove((edit) => edit.id === id)
  }

  /** The server turned out to have taken these words after all: an acknowledgement had been lost. */
  async forgetArrived(serverVector: Uint8Array): Promise<void> {
    await this.remove((edit) => edit.structs.length > 0 && insertedBelow(edit.structs, serverVector))
  }

  private async remove(matches: (edit: RecoveredEdit) => boolean): Promise<void> {
    const gone = this.edits.filter(matches).map((edit) => edit.id)
    if (gone.length === 0) return
    this.edits = this.edits.filter((edit) => !gone.includes(edit.id))
    for (const id of gone) this.unkept.delete(id)
    this.tell()
    await this.shelf?.forgetRecovered(gone)
  }

  private markKept(edits: RecoveredEdit[]): void {
    for (const edit of edits) this.unkept.delete(edit.id)
    this.tell()
  }

  private tell(): void {
    this.changed(this.unkept.size)
  }
}
