// Numbers and words of many rows, each kind in a column of its own: what is alike lies together and packs well. The same
// walk over an update fills columns (from the update) and empties them (into the update), so both directions agree by
// construction. Numbers are stored as their difference from what the walk expected.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

const DECODER = new TextDecoder()

/** What a walk over an update asks for; it does not know the direction. */
export interface Tape {
  uint(column: string, expected?: number): number
  byte(column: string): number
  text(column: string): string
  any(column: string): unknown
  /** A Yjs client id; `expected` costs nothing. */
  client(column: string, expected: number): number
}

/** Columns that are being filled. */
export class ColumnWriter {
  private readonly columns = new Map<string, encoding.Encoder>()

  column(name: string): encoding.Encoder {
    const known = this.columns.get(name)
    if (known !== undefined) return known
    const made = encoding.createEncoder()
    this.columns.set(name, made)
    return made
  }

  toBytes(): Uint8Array {
    const all = encoding.createEncoder()
    encoding.writeVarUint(all, this.columns.size)
    for (const [name, column] of this.columns) {
      encoding.writeVarString(all, name)
      encoding.writeVarUint8Array(all, encoding.toUint8Array(column))
    }
    return encoding.toUint8Array(all)
  }
}

/** Columns that are being emptied. */
export class ColumnReader {
  private readonly columns = new Map<string, decoding.Decoder>()

  constructor(bytes: Uint8Array) {
    const all = decoding.createDecoder(bytes)
    for (let left = decoding.readVarUint(all); left > 0; left -= 1) {
      const name = decoding.readVarString(all)
      this.columns.set(name, decoding.createDecoder(decoding.readVarUint8Array(all).slice()))
    }
  }

  column(name: string): decoding.Decoder {
    const known = this.columns.get(name)
    if (known === undefined) throw new Error(`A sealed segment has no column ${name}`)
    return known
  }
}

/** Client ids by the order in which they were met. */
export class ClientList {
  private readonly ids: number[] = []
  private readonly indexes = new Map<number, number>()

  /** The index of a client; one that is new is given the next. */
  indexOf(client: number): { index: number; isNew: boolean } {
    const known = this.indexes.get(client)
    if (known !== undefined) return { index: known, isNew: false }
    this.indexes.set(client, this.ids.length)
    return { index: this.ids.push(client) - 1, isNew: true }
  }

  at(index: number): number | undefined {
    return this.ids[index]
  }
}

/** From an update into columns. */
export class FillingTape implements Tape {
  private readonly update: decoding.Decoder
  private readonly writer: ColumnWriter
  private readonly clients: ClientList

  constructor(update: Uint8Array, writer: ColumnWriter, clients: ClientList) {
    this.update = decoding.createDecoder(update.slice())
    this.writer = writer
    this.clients = clients
  }

  get hasMore(): boolean {
    return decoding.hasContent(this.update)
  }

  uint(column: string, expected = 0): number {
    const value = decoding.readVarUint(this.update)
    encoding.writeVarInt(this.writer.column(column), value - expected)
    return value
  }

  byte(column: string): number {
    const value = decoding.readUint8(this.update)
    encoding.writeUint8(this.writer.column(column), value)
    return value
  }

  text(column: string): string {
    const bytes = decoding.readVarUint8Array(this.update)
    encoding.writeVarUint(this.writer.column(`${column}#`), bytes.length)
    encoding.writeUint8Array(this.writer.column(column), bytes)
    return DECODER.decode(bytes)
  }

  any(column: string): unknown {
    const value = decoding.readAny(this.update)
    encoding.writeAny(this.writer.column(column), value as Parameters<typeof encoding.writeAny>[1])
    return value
  }

  client(column: string, expected: number): number {
    const client = decoding.readVarUint(this.update)
    if (client === expected) encoding.writeVarUint(this.writer.column(column), 0)
    else {
      const { index, isNew } = this.clients.indexOf(client)
      encoding.writeVarUint(this.writer.column(column), index + 1)
      if (isNew) encoding.writeVarUint(this.writer.column('clients'), client)
    }
    return client
  }
}

/** From columns into updates, one after the other: a place to write for each would cost more than what is written. */
export class EmptyingTape implements Tape {
  private readonly update = encoding.createEncoder()
  private readonly reader: ColumnReader
  private readonly clients: ClientList

  constructor(reader: ColumnReader, clients: ClientList) {
    this.reader = reader
    this.clients = clients
  }

  /** What was written since it was last asked. */
  takeUpdate(): Uint8Array {
    const update = encoding.toUint8Array(this.update)
    if (this.update.bufs.length > 0) this.update.bufs = []
    this.update.cpos = 0
    return update
  }

  uint(column: string, expected = 0): number {
    const value = expected + decoding.readVarInt(this.reader.column(column))
    encoding.writeVarUint(this.update, value)
    return value
  }

  byte(column: string): number {
    const value = decoding.readUint8(this.reader.column(column))
    encoding.writeUint8(this.update, value)
    return value
  }

  text(column: string): string {
    const length = decoding.readVarUint(this.reader.column(`${column}#`))
    const bytes = decoding.readUint8Array(this.reader.column(column), length)
    encoding.writeVarUint8Array(this.update, bytes)
    return DECODER.decode(bytes)
  }

  any(column: string): unknown {
    const value = decoding.readAny(this.reader.column(column))
    encoding.writeAny(this.update, value)
    return value
  }

  client(column: string, expected: number): number {
    const client = this.readClient(column, expected)
    encoding.writeVarUint(this.update, client)
    return client
  }

  private readClient(column: string, expected: number): number {
    const code = decoding.readVarUint(this.reader.column(column))
    if (code === 0) return expected
    const known = this.clients.at(code - 1)
    if (known !== undefined) return known
    const client = decoding.readVarUint(this.reader.column('clients'))
    this.clients.indexOf(client)
    return client
  }
}

/** From an update into another, to learn whether a walk gives back the very same bytes. */
export class CopyingTape implements Tape {
  private readonly from: decoding.Decoder
  private readonly to = encoding.createEncoder()

  constructor(update: Uint8Array) {
    this.from = decoding.createDecoder(update.slice())
  }

  toUpdate(): Uint8Array {
    return encoding.toUint8Array(this.to)
  }

  uint(): number {
    const value = decoding.readVarUint(this.from)
    encoding.writeVarUint(this.to, value)
    return value
  }

  byte(): number {
    const value = decoding.readUint8(this.from)
    encoding.writeUint8(this.to, value)
    return value
  }

  text(): string {
    const bytes = decoding.readVarUint8Array(this.from)
    encoding.writeVarUint8Array(this.to, bytes)
    return DECODER.decode(bytes)
  }

  any(): unknown {
    const value = decoding.readAny(this.from)
    encoding.writeAny(this.to, value)
    return value
  }

  client(): number {
    return this.uint()
  }
}
