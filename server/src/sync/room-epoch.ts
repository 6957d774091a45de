// Is the server behind its clients? After a power cut on a database that does not fsync, or from a restored backup, a
// window may know words of other people that the log has lost. Going on would mix two pasts in silence, so the
// document gets a new epoch: copies made under the old one do not merge any more, and their words are kept by their
// own windows. Only somebody who may write can cause it, once per document and process, and it is audited; of a
// reader it is audited once for as long as the room is open.

import type { AuditEntry } from '../audit/audit.ts'
import { newId } from '../ids.ts'
import type { LogLogger, UpdateLog } from './log.ts'
import type { Replica } from './replica.ts'
import type { Standing } from './rights.ts'
import { clientsAhead } from './state-vector.ts'

export interface EpochOptions {
  replica: Replica
  log: UpdateLog
  logger: LogLogger
  audit: { record(entry: AuditEntry): Promise<void> }
  /** Reads what other nodes appended. */
  catchUp: () => Promise<boolean>
}

export class EpochWatch {
  private readonly options: EpochOptions
  private wasRenewed = false
  /** Whose windows have been told of: whoever cannot change anything must not be able to fill the audit by joining. */
  private readonly told = new Set<string>()

  constructor(options: EpochOptions) {
    this.options = options
  }

  /** Compares what a window says it has with what is here. True if the document got a new epoch. */
  async check(vector: ReadonlyMap<number, number>, standing: Standing): Promise<boolean> {
    if (!this.isAhead(vector, standing)) return false
    await this.options.catchUp()
    if (!this.isBehind(vector, standing) || this.wasRenewed) return false
    return this.renew(standing)
  }

  /** Also with client ids bound to nobody: another node may have bound them, and the opening must not lack their words. */
  private isAhead(vector: ReadonlyMap<number, number>, { actor }: Standing): boolean {
    const { doc, owners } = this.options.replica
    return clientsAhead(doc, vector).some((client) => owners.get(client) !== actor.userId)
  }

  /** A window is naturally ahead with its own words, and with client ids nobody has pushed from yet. */
  private isBehind(vector: ReadonlyMap<number, number>, { actor }: Standing): boolean {
    const { doc, owners } = this.options.replica
    return clientsAhead(doc, vector).some((client) => {
      const owner = owners.get(client)
      return owner !== undefined && owner !== actor.userId
    })
  }

  private async renew({ actor, abilities, accessVersion }: Standing): Promise<boolean> {
    const { replica, log, logger, audit } = this.options
    const { documentId } = replica
    if (!abilities.edit && this.told.has(actor.userId)) return false
    logger.error({ documentId, seq: replica.head }, 'a client has words of others that the log has not')
    const detail = { seq: replica.head, accessVersion, renewed: abilities.edit }
    await audit.record({ action: 'document.behind', actorId: actor.userId, documentId, detail })
    this.told.add(actor.userId)
    if (!abilities.edit) return false
    const next = newId()
    this.wasRenewed = true
    if (!(await log.changeEpoch(documentId, replica.epoch, next))) return false
    replica.epoch = next
    return true
  }
}
