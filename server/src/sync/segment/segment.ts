// Many rows of the log as a few bytes, without losing one: who, for whom, when, why, in which order, and the very bytes of
// each. Rows of one keystroke weigh two or three bytes so, where a row of the table weighs three hundred.
// Whoever packs unpacks again and compares before anything is written (`sealed.ts`): what is sealed is what was there.

import { promisify } from 'node:util'
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib'
import type { UpdateKind } from '@app/prisma'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { OriginalRow, StoredRow } from './chain.ts'
import { ClientList, ColumnReader, ColumnWriter, CopyingTape, EmptyingTape, FillingTape } from './columns.ts'
import { formerSalts, isFormer, type SaltSeed, type Salts, saltsOver } from './salts.ts'
import { Expectations, walkUpdate } from './update-walk.ts'

const FORMAT = 2
/** With salts of its own for each segment. */
const FORMER_FORMAT = 1
const compress = promisify(brotliCompress)
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }

/** What rows of one person in one window have in common. */
type Author = readonly [
  kind: UpdateKind,
  userId: string,
  organizationId: string | null,
  onBehalfOf: string | null,
  causeType: string | null,
  causeId: string | null,
  clientId: number | null,
  isNumbered: boolean,
]

interface Packing {
  columns: ColumnWriter
  clients: ClientList
  expected: Expectations
  authors: Map<string, number>
  numbers: Map<number, number>
  at: number
}

/** What a segment holds. */
export interface SegmentContent {
  rows: StoredRow[]
  salts: Salts
}

/**
 * Packs rows that follow each other without a hole, each of one `seq`, and what their salts are made of.
 * @throws Error where they do not
 */
export async function packSegment(rows: readonly StoredRow[], salts: Salts): Promise<Uint8Array> {
  const [first] = rows
  if (first === undefined) throw new Error('There is nothing to pack')
  const columns = new ColumnWriter()
  const at = first.createdAt.getTime()
  const packing: Packing = {
    columns,
    clients: new ClientList(),
    expected: new Expectations(),
    authors: new Map(),
    numbers: new Map(),
    at,
  }
  rows.forEach((row, index) => {
    if (row.seq !== first.seq + index || row.seqFrom !== row.seq) throw new Error(`Row ${row.seq} is out of its place`)
    packRow(packing, row)
  })
  const originals = rows.flatMap(({ seq, original }) => (original === undefined ? [] : [[seq, original] as const]))
  const head = encoding.createEncoder()
  encoding.writeVarUint(head, isFormer(salts) ? FORMER_FORMAT : FORMAT)
  encoding.writeVarUint(head, rows.length)
  encoding.writeVarUint(head, first.seq)
  encoding.writeVarUint(head, at)
  encoding.writeVarString(head, JSON.stringify(originals))
  encoding.writeVarUint(head, salts.seeds.length)
  for (const { level, index, seed } of salts.seeds) {
    encoding.writeVarUint(head, level)
    encoding.writeVarUint(head, index)
    encoding.writeVarUint8Array(head, seed)
  }
  encoding.writeUint8Array(head, columns.toBytes())
  return new Uint8Array(await compress(encoding.toUint8Array(head), BROTLI))
}

function packRow(packing: Packing, row: StoredRow): void {
  const { columns, clients, expected } = packing
  const { kind, userId, organizationId, onBehalfOf, causeType, causeId, clientId, clientSeq, createdAt } = row
  const author = [kind, userId, organizationId, onBehalfOf, causeType, causeId, clientId, clientSeq !== null] as const
  packAuthor(packing, author)
  if (clientSeq !== null) packNumber(packing, clientId ?? 0, clientSeq)
  encoding.writeVarInt(columns.column('at'), createdAt.getTime() - packing.at)
  packing.at = createdAt.getTime()
  const isRegular = isWalkable(row.update)
  encoding.writeUint8(columns.column('regular'), isRegular ? 1 : 0)
  if (isRegular) walkUpdate(new FillingTape(row.update, columns, clients), clientId ?? 0, expected)
  else encoding.writeVarUint8Array(columns.column('raw'), row.update)
}

function packAuthor({ columns, authors }: Packing, author: Author): void {
  const key = JSON.stringify(author)
  const known = authors.get(key)
  encoding.writeVarUint(columns.column('who'), known ?? authors.size)
  if (known !== undefined) return
  encoding.writeVarString(columns.column('authors'), key)
  authors.set(key, authors.size)
}

function packNumber({ columns, numbers }: Packing, clientId: number, clientSeq: number): void {
  encoding.writeVarInt(columns.column('numbers'), clientSeq - (numbers.get(clientId) ?? 0) - 1)
  numbers.set(clientId, clientSeq)
}

/** Does the walk give back these very bytes? What no document should hold, or is written otherwise, is kept as it is. */
function isWalkable(update: Uint8Array): boolean {
  try {
    const copy = new CopyingTape(update)
    walkUpdate(copy, 0, new Expectations())
    return Buffer.compare(copy.toUpdate(), update) === 0
  } catch {
    return false
  }
}

/** A row without what it holds: who, for whom, when, why. */
export type RowFacts = Omit<StoredRow, 'update'>

/**
 * What `packSegment` packed.
 * @param upTo the last row that is wanted
 * @throws Error where the bytes are not its
 */
export function unpackSegment(packed: Uint8Array, upTo = Number.POSITIVE_INFINITY): SegmentContent {
  const { unpacking, salts } = open(packed)
  const rows = unpacking
    .facts()
    .filter(({ seq }) => seq <= upTo)
    .map((facts): StoredRow => Object.assign(facts, { update: unpacking.update(facts.clientId ?? 0) }))
  return { rows, salts }
}

/** What a row changed, or void, and nothing else of it. */
export type RowChange = Pick<StoredRow, 'seqFrom' | 'seq' | 'kind' | 'update'>

/**
 * The same with what the rows changed alone, for those who only replay them.
 * @throws Error where the bytes are not a segment's
 */
export function unpackChanges(packed: Uint8Array, upTo = Number.POSITIVE_INFINITY): RowChange[] {
  return open(packed).unpacking.changes(upTo)
}

/**
 * The same without what the rows hold, for a tenth of the work.
 * @throws Error where the bytes are not a segment's
 */
export function unpackFacts(packed: Uint8Array): RowFacts[] {
  return open(packed).unpacking.facts()
}

function open(packed: Uint8Array): { unpacking: Unpacking; salts: Salts } {
  const head = decoding.createDecoder(new Uint8Array(brotliDecompressSync(packed)))
  const format = decoding.readVarUint(head)
  if (format !== FORMAT && format !== FORMER_FORMAT) throw new Error('A sealed segment of an unknown format')
  const count = decoding.readVarUint(head)
  const firstSeq = decoding.readVarUint(head)
  const at = decoding.readVarUint(head)
  const originals = new Map(JSON.parse(decoding.readVarString(head)) as [number, OriginalRow][])
  const seeds = Array.from({ length: decoding.readVarUint(head) }, () => readSeed(head))
  const columns = new ColumnReader(decoding.readTailAsUint8Array(head))
  const salts = format === FORMAT ? saltsOver(firstSeq, seeds) : formerSalts(seeds)
  return { unpacking: new Unpacking(columns, { count, firstSeq, at, originals }), salts }
}

function readSeed(head: decoding.Decoder): SaltSeed {
  const level = decoding.readVarUint(head)
  const index = decoding.readVarUint(head)
  return { level, index, seed: Buffer.from(decoding.readVarUint8Array(head)) }
}

interface Head {
  count: number
  firstSeq: number
  /** The moment before the first row's. */
  at: number
  originals: ReadonlyMap<number, OriginalRow>
}

class Unpacking {
  private readonly columns: ColumnReader
  private readonly head: Head
  private readonly expected = new Expectations()
  private readonly tape: EmptyingTape

  constructor(columns: ColumnReader, head: Head) {
    this.columns = columns
    this.head = head
    this.tape = new EmptyingTape(columns, new ClientList())
  }

  facts(): RowFacts[] {
    const { columns } = this
    const { count, firstSeq, originals } = this.head
    const authors: Author[] = []
    const numbers = new Map<number, number>()
    let { at } = this.head
    return Array.from({ length: count }, (_, index) => {
      const seq = firstSeq + index
      const author = readAuthor(columns, authors)
      const [kind, userId, organizationId, onBehalfOf, causeType, causeId, clientId, isNumbered] = author
      const clientSeq = isNumbered ? readNumber(columns, numbers, clientId ?? 0) : null
      at += decoding.readVarInt(columns.column('at'))
      const facts: RowFacts = {
        seqFrom: seq,
        seq,
        kind,
        clientId,
        clientSeq,
        userId,
        organizationId,
        onBehalfOf,
        causeType,
        causeId,
        createdAt: new Date(at),
      }
      const original = originals.get(seq)
      if (original !== undefined) facts.original = original
      return facts
    })
  }

  changes(upTo: number): RowChange[] {
    const { columns } = this
    const { count, firstSeq } = this.head
    const authors: Author[] = []
    const wanted = Math.min(count, upTo - firstSeq + 1)
    const changes: RowChange[] = []
    for (let seq = firstSeq; seq < firstSeq + wanted; seq += 1) {
      const [kind, , , , , , clientId] = readAuthor(columns, authors)
      changes.push({ seqFrom: seq, seq, kind, update: this.update(clientId ?? 0) })
    }
    return changes
  }

  /** Of the next row, which was written under this client id. */
  update(clientId: number): Uint8Array {
    const isRegular = decoding.readUint8(this.columns.column('regular')) === 1
    if (!isRegular) return decoding.readVarUint8Array(this.columns.column('raw')).slice()
    walkUpdate(this.tape, clientId, this.expected)
    return this.tape.takeUpdate()
  }
}

function readAuthor(columns: ColumnReader, authors: Author[]): Author {
  const index = decoding.readVarUint(columns.column('who'))
  const known = authors[index]
  if (known !== undefined) return known
  const author = JSON.parse(decoding.readVarString(columns.column('authors'))) as Author
  authors.push(author)
  return author
}

function readNumber(columns: ColumnReader, numbers: Map<number, number>, clientId: number): number {
  const number = (numbers.get(clientId) ?? 0) + 1 + decoding.readVarInt(columns.column('numbers'))
  numbers.set(clientId, number)
  return number
}
