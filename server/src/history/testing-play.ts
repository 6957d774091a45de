// Random histories for tests of this folder: several people who write at the same time, split, join, move and change
// units, write in tables, and leave marks of remarks and proposals.

import * as Y from 'yjs'
import { BODY, createDocument, newRow, newTable, writeContent } from '../document/index.ts'
import { documentOf, paragraph } from '../sync/testing.ts'

export interface Played {
  /** Whose client id it was written under: `person-1`, … */
  userId: string
  update: Uint8Array
}

export interface Play {
  /** The first one is the seed. */
  rows: Played[]
}

type Random = () => number

const KINDS = ['paragraph', 'heading', 'section', 'ust', 'pkt'] as const

/** Plays `length` rows by `people`; they hear of each other now and then. */
export function play(random: Random, { people = 3, length = 60 } = {}): Play {
  const seed = documentOf([paragraph('a', 'Pierwszy zapis'), paragraph('b', 'Drugi zapis'), paragraph('c', '')], 1)
  const rows: Played[] = [{ userId: 'person-0', update: Y.encodeStateAsUpdate(seed) }]
  const players = Array.from({ length: people }, (_, index) => new Player(`person-${index + 1}`, 100 + index, random))
  while (rows.length <= length) {
    const player = players[pick(random, players.length)] as Player
    if (random() < 0.5) player.hear(rows)
    const update = player.act()
    if (update !== null) rows.push({ userId: player.userId, update })
  }
  return { rows }
}

let ids = 0

class Player {
  readonly userId: string
  private readonly doc = createDocument()
  private readonly random: Random
  private heard = 0

  constructor(userId: string, clientId: number, random: Random) {
    this.userId = userId
    this.doc.clientID = clientId
    this.random = random
  }

  hear(rows: readonly Played[]): void {
    for (const { update } of rows.slice(this.heard)) Y.applyUpdate(this.doc, update)
    this.heard = rows.length
  }

  act(): Uint8Array | null {
    const text = this.doc.getText(BODY)
    if (text.length === 0) return null
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array): number => updates.push(update)
    this.doc.on('update', collect)
    this.doc.transact(() => this.change(text))
    this.doc.off('update', collect)
    return updates.length === 0 ? null : Y.mergeUpdates(updates)
  }

  private change(text: Y.Text): void {
    const at = 1 + pick(this.random, text.length)
    const stretch = 1 + pick(this.random, 6)
    const room = Math.max(0, Math.min(stretch, text.length - at))
    const actions: (() => void)[] = [
      () => text.insert(at, 'słowa '.slice(0, stretch)),
      () => text.insert(at, 'słowa '.slice(0, stretch)),
      () => text.insert(at, 'nowe', { [`ins:${this.userId}`]: true }),
      () => room > 0 && text.delete(at, room),
      () => room > 0 && text.format(at, room, { bold: this.random() < 0.7 ? true : null }),
      () => room > 0 && text.format(at, room, { 'comment:w': this.random() < 0.5 ? true : null }),
      () => room > 0 && text.format(at, room, { [`del:${this.userId}`]: this.random() < 0.6 ? true : null }),
      () => room > 0 && text.format(at, room, { [`ins:${this.userId}`]: null }),
      () => this.split(text, at),
      () => this.setMarker(text),
      () => this.move(text),
      () => this.changeTable(text, at),
    ]
    actions[pick(this.random, actions.length)]?.()
  }

  private split(text: Y.Text, at: number): void {
    const marker = new Y.Map<unknown>([
      ['id', `n${(ids += 1)}`],
      ['kind', KINDS[pick(this.random, KINDS.length)]],
      ['level', 0],
      ...(this.random() < 0.5 ? [['flow', 1] as const] : []),
      ...(this.random() < 0.3 ? [['ins', this.userId] as const] : []),
    ])
    text.insertEmbed(at, marker)
  }

  private setMarker(text: Y.Text): void {
    const marker = this.markers(text).at(pick(this.random, 8) - 8)
    if (marker === undefined || marker.has('rows')) return
    const roll = this.random()
    if (roll < 0.5) marker.set('kind', KINDS[pick(this.random, KINDS.length)])
    else if (roll < 0.6) marker.set('del', this.userId)
    else if (roll < 0.7) marker.delete('ins')
    else if (roll < 0.8) marker.delete('del')
    else marker.set('was', { kind: 'heading', level: 1, id: this.userId })
  }

  /** Cuts a unit with its words and pastes it elsewhere: the id stays. */
  private move(text: Y.Text): void {
    const parts = text.toDelta() as { insert: unknown }[]
    const index = 1 + pick(this.random, parts.length)
    const part = parts[index]?.insert
    if (!(part instanceof Y.Map) || part.has('rows')) return
    const keys = [...part.entries()]
    const words = typeof parts[index + 1]?.insert === 'string' ? (parts[index + 1]?.insert as string) : ''
    const from = parts
      .slice(0, index)
      .reduce((sum, { insert }) => sum + (typeof insert === 'string' ? insert.length : 1), 0)
    text.delete(from, 1 + words.length)
    const to = pick(this.random, text.length + 1)
    text.insertEmbed(to, new Y.Map(keys))
    if (words !== '') text.insert(to + 1, words, {})
  }

  private changeTable(text: Y.Text, at: number): void {
    const table = this.markers(text).find((marker) => marker.has('rows'))
    if (table === undefined) {
      const cells = (['k1', 'k2'] as const).map((column) => [column, new Y.Text('komórka')] as const)
      const rows = [newRow({ id: `r${(ids += 1)}`, header: false, cells })]
      text.insertEmbed(at, newTable({ id: `t${(ids += 1)}`, columns: ['k1', 'k2'], rows }))
      return
    }
    const row = (table.get('rows') as Y.Array<Y.Map<unknown>>).get(0)
    const cell = (row?.get('cells') as Y.Map<Y.Text> | undefined)?.get('k1')
    const roll = this.random()
    if (roll < 0.7) cell?.insert(0, 'x')
    else if (roll < 0.8) table.delete('shown')
    else if (roll < 0.9) table.set('shown', 1)
    else row?.delete('shown')
  }

  private markers(text: Y.Text): Y.Map<unknown>[] {
    return (text.toDelta() as { insert: unknown }[]).flatMap(({ insert }) => (insert instanceof Y.Map ? [insert] : []))
  }
}

function pick(random: Random, size: number): number {
  return Math.floor(random() * size)
}

/** A document of about fifty pages: 600 units, 150,000 characters. */
export function longDocument(clientId: number): Y.Doc {
  const doc = createDocument()
  doc.clientID = clientId
  const words = 'Miasto udostępnia organizacjom lokale na zasadach określonych w programie współpracy. '
  const content = Array.from({ length: 600 }, (_, index) => paragraph(`u${index}`, words.repeat(3)))
  doc.transact(() => writeContent(doc.getText(BODY), content))
  return doc
}
