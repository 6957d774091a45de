/** Words of mine that landed in something deleted meanwhile: brought at every join until the server knows they are dealt with. */
import type { Dismissals, OpenDismissals } from './dismissals.ts'
import type { GivenBack } from './given-back.ts'
import { strandedEdit } from './recovered.ts'
import type { RecoveredEdit } from './store.ts'
import type { DocumentEvent, OpenedEvent, Transport } from './wire.ts'

export interface StrandedOffersOptions {
  documentId: string
  givenBack: GivenBack
  transport: Pick<Transport, 'dismissStranded'>
  dismissals: OpenDismissals
  /** Resolves when it is on this device, where anything is kept there. */
  keep(edit: RecoveredEdit): Promise<void>
  rewrite(edit: RecoveredEdit): void
  /** Resolves when everything that was typed so far is on this device, or at the server; also what was refused. */
  typedIsSafe(): Promise<void>
}

export class StrandedOffers {
  private readonly options: StrandedOffersOptions
  private readonly dismissals: Dismissals
  /** Dismissed; what they became is not safe yet. */
  private readonly unsafe = new Set<string>()

  constructor(options: StrandedOffersOptions) {
    this.options = options
    this.dismissals = options.dismissals((id) => options.givenBack.dismissedElsewhere(id))
  }

  stop(): void {
    this.dismissals.close()
  }

  /** Words that are listed already may have been redacted since: what the server says is what they are. */
  receive({ id, text, near }: Extract<DocumentEvent, { type: 'stranded' }>, epoch: string | null): void {
    const { givenBack, documentId, keep, rewrite } = this.options
    if (givenBack.wasDismissed(id)) {
      if (!this.unsafe.has(id)) this.tellServer(id)
      return
    }
    const edit = strandedEdit({ documentId, epoch }, { id, text, near })
    if (givenBack.has(id)) rewrite(edit)
    else givenBack.add([edit], keep(edit))
  }

  /** What the server has not named was dealt with elsewhere. */
  opened({ waitingStranded }: Pick<OpenedEvent, 'waitingStranded'>): Promise<void> {
    if (waitingStranded === null) return Promise.resolve()
    return this.options.givenBack.keepStranded(new Set(waitingStranded))
  }

  /**
   * The person has used these words, or does not want them: any text that is given back, stranded or refused. What they
   * became is in the page only until it is written.
   */
  async dismiss(id: string): Promise<void> {
    const { givenBack, typedIsSafe } = this.options
    const isStranded = givenBack.list('stranded').some((edit) => edit.id === id)
    this.unsafe.add(id)
    try {
      await givenBack.dismiss(id, typedIsSafe())
    } finally {
      this.unsafe.delete(id)
      this.dismissals.tell(id)
      if (isStranded) this.tellServer(id)
    }
  }

  private tellServer(id: string): void {
    // What the server does not hear of now it brings again at the next join, and is then told once more.
    const { transport, givenBack } = this.options
    const told = transport.dismissStranded(id).then(() => givenBack.confirmDismissed([id]))
    told.catch(() => undefined)
  }
}
