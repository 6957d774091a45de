import { randomUUID } from 'node:crypto'
import { createDocument, type DocumentContent } from '@app/server/document'
import * as Y from 'yjs'

/** A document with a legal unit, formats, a comment, a table and a point: `OTHER`'s proposal is added by its author. */
export const PROPOSAL_TEXT: DocumentContent = [
  { type: 'block', id: 'b1', kind: 'ust', level: 0, content: [{ text: 'Lokal jest miejski.' }] },
  {
    type: 'block',
    id: 'b2',
    kind: 'paragraph',
    level: 0,
    content: [
      { text: 'Ważne', formats: { bold: true } },
      { text: ' dla ' },
      { text: 'wszystkich', formats: { comment: ['c1'] } },
      { text: ' osób', formats: { link: 'https://example.org/' } },
    ],
  },
  {
    type: 'table',
    id: 't1',
    rows: [
      { id: 'r1', cells: ['k1', 'k2'].map((id) => ({ id, header: false, content: [{ text: `komórka ${id}` }] })) },
    ],
  },
  { type: 'block', id: 'b3', kind: 'pkt', level: 0, content: [{ text: 'Trzeci punkt tego ustępu' }] },
]

export const ME = randomUUID()
export const MINE_TOO = randomUUID()
export const OTHER = randomUUID()

export interface CraftedChange {
  name: string
  change: (text: Y.Text) => void
}

/** What somebody else proposed before. */
export function proposeAsOther(text: Y.Text): void {
  const end = find(text, 'ustępu') + 'ustępu'.length
  text.insert(end, ' i cudze słowa', { [`ins:${OTHER}`]: true })
  text.format(find(text, 'Trzeci'), 'Trzeci'.length, { [`del:${OTHER}`]: true })
}

/** The update that a change makes of what a window has, under its client id; the window itself stays as it is. */
export function updateOf(window: { doc: Y.Doc; clientId: number }, change: (text: Y.Text) => void): Uint8Array {
  const copy = createDocument()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(window.doc))
  copy.clientID = window.clientId
  const updates: Uint8Array[] = []
  copy.on('update', (update: Uint8Array) => updates.push(update))
  copy.transact(() => change(copy.getText('body')))
  return Y.mergeUpdates(updates)
}

/** Where words stand, every marker counted as one. */
export function find(text: Y.Text, words: string): number {
  const flat = (text.toDelta() as { insert: unknown }[])
    .map(({ insert }) => (typeof insert === 'string' ? insert : '\ufffc'))
    .join('')
  const index = flat.indexOf(words)
  if (index < 0) throw new Error(`not in the text: ${words}`)
  return index
}

export function markerOf(text: Y.Text, id: string): { map: Y.Map<unknown>; index: number } {
  let index = 0
  for (const { insert } of text.toDelta() as { insert: unknown }[]) {
    if (insert instanceof Y.Map && insert.get('id') === id) return { map: insert, index }
    index += typeof insert === 'string' ? insert.length : 1
  }
  throw new Error(`no such marker: ${id}`)
}

export function newMarker(id: string, keys: Record<string, unknown> = {}): Y.Map<unknown> {
  return new Y.Map<unknown>(Object.entries({ id, kind: 'paragraph', level: 0, ...keys }))
}

export function rowOf(text: Y.Text): Y.Map<unknown> {
  return (markerOf(text, 't1').map.get('rows') as Y.Array<Y.Map<unknown>>).get(0)
}

export function cellOf(text: Y.Text, column = 'k1'): Y.Text {
  return (rowOf(text).get('cells') as Y.Map<Y.Text>).get(column) as Y.Text
}
