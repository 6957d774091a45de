import { type ChainedRow, firstLink, nextLink, originalOf } from '../../sync/index.ts'

/**
 * What stands in a line of the log, in this order. The link is made of the link before and of all that stands before it,
 * `updateHash` of the salt and the update. A row without a salt says something else now than what was hashed.
 */
export const LINE_FIELDS = [
  'seqFrom',
  'seq',
  'kind',
  'clientId',
  'clientSeq',
  'userId',
  'organizationId',
  'onBehalfOf',
  'causeType',
  'causeId',
  'createdAt',
  'updateHash',
  'link',
  'salt',
  'update',
] as const

/** The log as lines of JSON, with the chain after each row. */
export class LogLines {
  /** The chain after the rows at these places. */
  readonly links = new Map<number, string>()
  readonly people = new Set<string>()
  readonly organizations = new Set<string>()
  link: string
  rows = 0
  private lines: string[] = [JSON.stringify({ fields: LINE_FIELDS })]

  private readonly places: ReadonlySet<number>

  constructor(documentId: string, places: ReadonlySet<number>) {
    this.places = places
    this.link = firstLink(documentId)
    this.links.set(0, this.link)
  }

  /** The link of a row is the one that was written down, where there is one: the script makes it again and compares. */
  add({ row, salt, link }: ChainedRow): void {
    const original = originalOf(row, salt)
    const { kind, updateHash } = original
    this.link = link ?? nextLink(this.link, row, original)
    if (this.places.has(row.seq)) this.links.set(row.seq, this.link)
    this.rows = row.seq
    this.people.add(row.userId)
    if (row.organizationId !== null) this.organizations.add(row.organizationId)
    this.lines.push(
      JSON.stringify([
        row.seqFrom,
        row.seq,
        kind,
        row.clientId,
        row.clientSeq,
        row.userId,
        row.organizationId,
        row.onBehalfOf,
        row.causeType,
        row.causeId,
        row.createdAt.toISOString(),
        updateHash,
        this.link,
        salt ?? null,
        Buffer.from(row.update).toString('base64'),
      ]),
    )
  }

  /** The lines that nobody has taken yet. */
  take(): string {
    const text = this.lines.map((line) => `${line}\n`).join('')
    this.lines = []
    return text
  }
}
