/** Words of mine that landed in something deleted meanwhile: brought at every join until the server knows they are dealt with. */
import type { GivenBack } from './given-back.ts'
import { strandedEdit } from './recovered.ts'
import type { RecoveredEdit } from './store.ts'
import type { DocumentEvent, Transport } from './wire.ts'

export interface StrandedOffersOptions {
  documentId: string
  givenBack: GivenBack
  transport: Pick<Transport, 'dismissStranded'>
  /** Resolves when it is on this device, where anything is kept there. */
  keep(edit: RecoveredEdit): Promise<void>
}

export class StrandedOffers {
  private readonly options: StrandedOffersOptions

  constructor(options: StrandedOffersOptions) {
    this.options = options
  }

  receive({ id, text, near }: Extract<DocumentEvent, { type: 'stranded' }>): void {
    const { givenBack, documentId, keep } = this.options
    if (givenBack.wasDismissed(id)) this.tellServer(id)
    if (givenBack.wasDismissed(id) || givenBack.has(id)) return
    const edit = strandedEdit(documentId, { id, text, near })
    givenBack.add([edit], keep(edit))
  }

  /** The person has used these words, or does not want them: any text that is given back, stranded or refused. */
  async dismiss(id: string): Promise<void> {
    const { givenBack } = this.options
    if (givenBack.list('stranded').some((edit) => edit.id === id)) this.tellServer(id)
    await givenBack.dismiss(id)
  }

  private tellServer(id: string): void {
    // What the server does not hear of now it brings again at the next join, and is then told once more.
    this.options.transport.dismissStranded(id).catch(() => undefined)
  }
}
