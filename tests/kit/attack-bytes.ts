import * as Y from 'yjs'

/** Letters that name what they stand in. */
const LETTERS_IN = 4

export interface Battlefield {
  /** The document, v1. */
  state: Uint8Array
  /** The attacker's own client id. */
  me: number
  /** A client id of somebody else who has written in the document. */
  victim: number
}

export type Change = (text: Y.Text, doc: Y.Doc) => void
/** Numbers as variable-length integers, strings with their length, bytes as they are. */
export type Bytes = readonly (number | string | Uint8Array | Bytes)[]

export type Item = Y.Item

export function open({ state, me }: Battlefield, clientId = me): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  doc.clientID = clientId
  return doc
}

export function by(field: Battlefield, change: Change, clientId = field.me): Uint8Array {
  const doc = open(field, clientId)
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  doc.transact(() => change(doc.getText('body'), doc))
  return Y.mergeUpdates(updates)
}

export function type(words: string): Change {
  return (text) => text.insert(1, words)
}

export function asV2(field: Battlefield): Uint8Array {
  const doc = open(field)
  const known = Y.encodeStateVector(doc)
  doc.getText('body').insert(1, 'x')
  return Y.encodeStateAsUpdateV2(doc, known)
}

/** As no method of Yjs would: any content, anywhere. */
export function insertItem(
  doc: Y.Doc,
  parent: Y.AbstractType<unknown> | Y.Text | Y.Map<unknown>,
  key: string | null,
  content: Item['content'],
): void {
  const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
  const transaction = doc._transaction as Y.Transaction
  new Y.Item(id, null, null, null, null, parent as Y.AbstractType<unknown>, key, content).integrate(transaction, 0)
}

export function markerOf(text: Y.Text): Y.Map<unknown> {
  for (let item = text._start; item !== null; item = item.right) {
    if (!item.deleted && item.content instanceof Y.ContentType) return item.content.type as Y.Map<unknown>
  }
  throw new Error('no marker')
}

export function lettersOf(doc: Y.Doc): Item {
  for (let item = doc.getText('body')._start; item !== null; item = item.right) {
    if (!item.deleted && item.content instanceof Y.ContentString && item.length > 1) return item
  }
  throw new Error('no letters')
}

export function tableRows(cell: Y.Text): Y.Array<Y.Map<unknown>> {
  const cells = new Y.Map([['c1', cell]])
  return Y.Array.from([
    new Y.Map<unknown>([
      ['id', 'r1'],
      ['cells', cells],
    ]),
  ])
}

export function nestedBlock(): Y.Text {
  const cell = new Y.Text()
  cell.insertEmbed(0, new Y.Map([['id', 'x']]))
  return cell
}

export function deepRows(depth: number): Y.Array<unknown> {
  let rows: Y.Array<unknown> = new Y.Array()
  for (let level = 0; level < depth; level++) {
    const outer = new Y.Array<unknown>()
    outer.insert(0, [new Y.Map<unknown>([['rows', rows]])])
    rows = outer
  }
  return rows
}

/** A letter between two letters of one run. */
export function between(field: Battlefield, left: number, right: number): Uint8Array {
  const { client, clock } = lettersOf(open(field)).id
  const [origin, rightOrigin] = [Y.createID(client, clock + left), Y.createID(client, clock + right)]
  const id = Y.createID(field.me, 0)
  return encode(field.me, [new Y.Item(id, null, origin, null, rightOrigin, null, null, new Y.ContentString('x'))])
}

export function parentIsALetter(field: Battlefield): Uint8Array {
  const { client, clock } = lettersOf(open(field)).id
  return bytes([1, section(field.me, 0, [LETTERS_IN, 0, client, clock, 'x']), 0])
}

export function tornSiblings(field: Battlefield): Uint8Array {
  const doc = open(field)
  const letters = lettersOf(doc)
  const value = markerOf(doc.getText('body'))._map.get('kind')
  const item = new Y.Item(
    Y.createID(field.me, 0),
    null,
    letters.id,
    null,
    value?.id ?? null,
    null,
    null,
    new Y.ContentString('x'),
  )
  return encode(field.me, [item])
}

export function replaceText(update: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(update).toString('latin1')
  if (!text.includes(from)) throw new Error(`${from} is not in the update`)
  return new Uint8Array(Buffer.from(text.replace(from, to), 'latin1'))
}

export function clockOf(state: Uint8Array, client: number): number {
  return Y.decodeStateVector(Y.encodeStateVectorFromUpdate(state)).get(client) ?? 0
}

export function section(client: number, clock: number, struct: Bytes): Bytes {
  return [1, client, clock, ...struct]
}

export function encode(client: number, items: readonly Item[]): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  for (const byte of bytes([1, items.length, client, 0])) encoder.writeInfo(byte)
  for (const item of items) item.write(encoder, 0)
  encoder.writeInfo(0)
  return encoder.toUint8Array()
}

export function bytes(parts: Bytes): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => toBytes(part)))
}

function toBytes(part: Bytes[number]): number[] {
  if (part instanceof Uint8Array) return [...part]
  if (typeof part === 'number') return varUint(part)
  if (typeof part === 'string') return [...varUint(Buffer.byteLength(part)), ...Buffer.from(part)]
  return part.flatMap(toBytes)
}

function varUint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varUint(Math.floor(value / 128))]
}
