/** Words to give back, for one document: listed until the person dismisses them, on this device wherever it keeps anything. */
import { insertedBelow, without } from './ranges.ts'
import { withoutNear } from './recovered.ts'
import type { DeviceStore, RecoveredEdit } from './store.ts'

/** Where texts lie on this device. */
export type Shelf = Pick<DeviceStore, 'listRecovered' | 'forgetRecovered' | 'dismissRecovered' | 'rewriteRecovered'>

/** A device that takes longer may never answer: the words are shown meanwhile. */
const TAKING_MS = 5_000
const REMEMBERED_MS = 30 * 24 * 3_600_000

export class GivenBack {
  private shelf: Shelf | null
  private keepsNew: boolean
  private readonly changed: (unkept: number) => void
  private edits: RecoveredEdit[] = []
  private readonly unkept = new Set<string>()
  /** Writes under way, by the text that they put on the device. */
  private readonly keeping = new Map<string, Promise<unknown>>()
  /** Texts that are being put on the device; how many of them are this tab's to list is known when they are there. */
  private beingTaken = 0
  /** Here or in another tab, now or before this page was opened. */
  private readonly dismissed = new Set<string>()
  /** Of those that are being dismissed: when what was written in their place is safe. */
  private readonly safe = new Map<string, Promise<void>>()
  private readonly forgotten = new Set<string>()
  /** Dismissed ones that landed in something deleted, of which the server may not have heard. */
  private readonly unconfirmed = new Set<string>()

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

  /** Has the person refused or used it? */
  wasDismissed(id: string): boolean {
    return this.dismissed.has(id)
  }

  /** Refused words that are in this page only. The server keeps, and offers, what landed in something deleted. */
  unkeptIds(): Set<string> {
    const refused = this.edits.filter(({ id, kind }) => kind === 'refused' && this.unkept.has(id))
    return new Set(refused.map(({ id }) => id))
  }

  /** Is everything on this device, but for these? */
  isKeptBut(ids: ReadonlySet<string>): boolean {
    return this.beingTaken === 0 && [...this.unkeptIds()].every((id) => ids.has(id))
  }

  /** Lists what lies on this device; what is listed already stays as it is. */
  async load(documentId: string): Promise<void> {
    if (!this.shelf) return
    const kept = await this.shelf.listRecovered(documentId)
    const dismissed = kept.filter(({ dismissedAt }) => dismissedAt !== undefined)
    for (const { id } of dismissed) this.dismissed.add(id)
    this.awaitConfirmation(dismissed)
    await this.forget(dismissed.filter(isLongDismissed))
    const known = new Set(this.edits.map((edit) => edit.id))
    const isNew = ({ id }: RecoveredEdit): boolean => !known.has(id) && !this.dismissed.has(id)
    const added = kept.filter(isNew).sort((a, b) => a.at - b.at)
    this.edits = [...added, ...this.edits]
    this.tell()
  }

  /** The device turned out to be of no use. */
  keepNothing(): void {
    this.shelf = null
    this.keepsNew = false
  }

  keepNothingNew(): void {
    this.keepsNew = false
  }

  /** Lists what is on this device; it may have been found there already. */
  addKept(edits: RecoveredEdit[]): void {
    this.edits = [...this.edits, ...edits.filter(({ id }) => !this.has(id))]
    this.tell()
  }

  /** Lists edits at once; `keeping` resolves when they are on this device. */
  add(edits: RecoveredEdit[], keeping: Promise<unknown>): void {
    for (const { id } of edits) {
      this.unkept.add(id)
      this.forgotten.delete(id)
      this.keeping.set(id, keeping)
    }
    this.addKept(edits)
    if (!this.keepsNew) return
    keeping.then(
      () => this.markKept(edits),
      // They stay counted as kept nowhere, which the page says and warns about.
      () => this.tell(),
    )
  }

  /**
   * Lists which of `all` a transaction gives back, once it has: other tabs may hold some, or have given it back. Where it
   * fails or takes long, or there is no device to ask, everything is listed, and is in this page only.
   */
  async take(all: RecoveredEdit[], taking: Promise<RecoveredEdit[]>): Promise<void> {
    if (!this.keepsNew) return this.add(all, taking)
    this.beingTaken += all.length
    this.tell()
    let isLate = false
    const late = setTimeout(() => {
      isLate = true
      this.beingTaken -= all.length
      this.add(all, taking)
    }, TAKING_MS)
    const taken = await taking.catch(() => null)
    clearTimeout(late)
    if (!isLate) this.beingTaken -= all.length
    if (taken && isLate) this.unlist((edit) => all.includes(edit))
    if (taken) this.addKept(isLate ? this.withoutDismissed(all, taken) : taken)
    else if (!isLate) this.add(all, taking)
    else this.tell()
  }

  /** Words that were dealt with while the transaction took long have other ids there: they are buried too. */
  private withoutDismissed(all: RecoveredEdit[], taken: RecoveredEdit[]): RecoveredEdit[] {
    const dealtWith = all.filter(({ id }) => this.dismissed.has(id))
    const structs = dealtWith.flatMap((edit) => edit.structs)
    const again = taken.filter((edit) => edit.structs.length > 0 && without(edit.structs, structs).length === 0)
    for (const { id } of again) this.dismissed.add(id)
    // Where it fails they are given back once more by a later page.
    const safe = Promise.all(dealtWith.map(({ id }) => this.safe.get(id)))
    void safe.then(() => this.bury(again)).catch(() => undefined)
    return taken.filter((edit) => !again.includes(edit))
  }

  /** What this device had of it is gone. */
  lose(): void {
    if (!this.keepsNew) return
    for (const { id } of this.edits) this.unkept.add(id)
    this.tell()
  }

  /** Puts what is kept nowhere onto this device. */
  async keepAgain(keep: (edit: RecoveredEdit) => Promise<void>): Promise<void> {
    const edits = this.keepsNew ? this.edits.filter(({ id }) => this.unkept.has(id)) : []
    await Promise.all(edits.map(keep))
    if (edits.length > 0) this.markKept(edits)
    // What was forgotten meanwhile may have been kept after it.
    const gone = edits.filter(({ id }) => this.forgotten.has(id))
    await this.forget(gone.filter(({ id }) => !this.dismissed.has(id)))
    await this.bury(gone.filter(({ id }) => this.dismissed.has(id)))
  }

  /** Listed no more; on this device until what was written in its place is `safe`. */
  async dismiss(id: string, safe: Promise<void>): Promise<void> {
    this.dismissed.add(id)
    const gone = this.unlist((edit) => edit.id === id)
    this.safe.set(id, safe)
    await safe
    this.safe.delete(id)
    // What is still to be written would come after the deletion.
    await this.keeping.get(id)?.catch(() => undefined)
    await this.bury(gone)
  }

  /** The server has heard of it: nothing need be remembered. */
  async confirmDismissed(ids: string[]): Promise<void> {
    const confirmed = ids.filter((id) => this.unconfirmed.delete(id))
    if (confirmed.length > 0) await this.shelf?.forgetRecovered(confirmed)
  }

  /** Another tab of this device has dealt with it, there too. */
  dismissedElsewhere(id: string): void {
    this.dismissed.add(id)
    this.unlist((edit) => edit.id === id)
  }

  /** The server turned out to have taken these words after all: an acknowledgement had been lost. */
  async forgetArrived(known: ReadonlyMap<number, number>): Promise<void> {
    if (this.edits.length === 0) return
    await this.forget(this.unlist((edit) => edit.structs.length > 0 && insertedBelow(edit.structs, known)))
  }

  /** Only these wait at the server; should it bring another one again, that is listed again. */
  async keepStranded(waiting: ReadonlySet<string>): Promise<void> {
    await this.confirmDismissed([...this.unconfirmed].filter((id) => !waiting.has(id)))
    await this.forget(this.unlist(({ id, kind }) => kind === 'stranded' && !waiting.has(id)))
  }

  /** They are in the text again. */
  async takeBack(ids: ReadonlySet<string>): Promise<void> {
    const gone = this.unlist(({ id, kind }) => kind === 'stranded' && ids.has(id))
    await this.confirmDismissed([...ids])
    // What is still to be written would come after the deletion.
    await Promise.allSettled(gone.map(({ id }) => this.keeping.get(id)))
    await this.forget(gone)
  }

  /** What was read under another epoch may hold words that were taken out of the text since. */
  async forgetSurroundings(epoch: string): Promise<void> {
    await this.replace(this.edits.filter((edit) => edit.near !== null && edit.epoch !== epoch).map(withoutNear))
  }

  /** The server says otherwise of words that are listed. */
  async rewrite({ id, text, near, epoch = null }: RecoveredEdit): Promise<void> {
    const listed = this.edits.find((edit) => edit.id === id)
    if (listed && (listed.text !== text || listed.near !== near)) await this.replace([{ ...listed, text, near, epoch }])
  }

  private async replace(edits: RecoveredEdit[]): Promise<void> {
    if (edits.length === 0) return
    const now = new Map(edits.map((edit) => [edit.id, edit]))
    this.edits = this.edits.map((edit) => now.get(edit.id) ?? edit)
    this.tell()
    await this.shelf?.rewriteRecovered(edits)
  }

  private unlist(matches: (edit: RecoveredEdit) => boolean): RecoveredEdit[] {
    const gone = this.edits.filter(matches)
    if (gone.length === 0) return gone
    this.edits = this.edits.filter((edit) => !gone.includes(edit))
    for (const { id } of gone) this.unkept.delete(id)
    this.tell()
    return gone
  }

  private async forget(edits: RecoveredEdit[]): Promise<void> {
    for (const { id } of edits) this.forgotten.add(id)
    if (edits.length > 0) await this.shelf?.forgetRecovered(edits.map(({ id }) => id))
  }

  /** Forgets the words, and remembers that they are. */
  private async bury(edits: RecoveredEdit[]): Promise<void> {
    for (const { id } of edits) this.forgotten.add(id)
    if (edits.length > 0) await this.shelf?.dismissRecovered(edits)
    this.awaitConfirmation(edits)
  }

  private awaitConfirmation(edits: RecoveredEdit[]): void {
    for (const { id, kind } of edits) if (kind === 'stranded') this.unconfirmed.add(id)
  }

  private markKept(edits: RecoveredEdit[]): void {
    for (const edit of edits) this.unkept.delete(edit.id)
    this.tell()
  }

  private tell(): void {
    this.changed(this.unkeptIds().size + this.beingTaken)
  }
}

/** Of what the server refused, no copy that still has it is as old as this. */
function isLongDismissed({ kind, dismissedAt = 0 }: RecoveredEdit): boolean {
  return kind === 'refused' && dismissedAt < Date.now() - REMEMBERED_MS
}
