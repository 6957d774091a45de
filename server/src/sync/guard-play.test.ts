import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createDocument, textHash } from '../document/index.ts'
import { newRow } from '../document/write-content.ts'
import { checkUpdate } from './guard.ts'
import { hasPending } from './pending.ts'
import { copyOf, documentOf, paragraph, rulesFor, seededRandom } from './testing.ts'
import { mapsOf, tableWith } from './testing-tables.ts'

const AUTHOR = 1_000

describe('random honest play is never refused', () => {
  const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1)
  test.each(SEEDS)('seed %i', (seed) => {
    const play = new Play(seed)
    play.run(120)
    expect(play.pushes).toBeGreaterThan(20)
    const hashes = play.editors.map((editor) => textHash(editor.doc.getText('body')))
    expect(hashes).toEqual(hashes.map(() => textHash(play.server.getText('body'))))
    expect(hasPending(play.server)).toBe(false)
    const rebuilt = createDocument()
    rebuilt.transact(() => {
      for (const row of play.log) Y.applyUpdate(rebuilt, row)
    })
    expect(Y.equalSnapshots(Y.snapshot(rebuilt), Y.snapshot(play.server))).toBe(true)
    expect(textHash(rebuilt.getText('body'))).toBe(hashes[0])
  })
})

interface Editor {
  doc: Y.Doc
  undo: Y.UndoManager
  outbox: Uint8Array[]
}

class Play {
  readonly server: Y.Doc
  readonly log: Uint8Array[]
  readonly editors: Editor[]
  pushes = 0
  private readonly random: () => number
  private ids = 0

  constructor(seed: number) {
    this.random = seededRandom(seed)
    this.server = documentOf([paragraph('a', 'Pierwszy akapit'), paragraph('b', 'Drugi akapit')], AUTHOR)
    this.log = [Y.encodeStateAsUpdate(this.server)]
    this.editors = [seed * 10 + 1, seed * 10 + 2, seed * 10 + 3].map((clientId) => this.editor(clientId))
  }

  run(steps: number): void {
    for (let step = 0; step < steps; step++) {
      const editor = this.editors[this.below(this.editors.length)] as Editor
      this.act(editor)
      if (this.random() < 0.4) this.push(editor)
    }
    for (const editor of this.editors) this.push(editor)
    for (const editor of this.editors) this.pull(editor)
  }

  private editor(clientId: number): Editor {
    const doc = copyOf(this.server, clientId)
    const outbox: Uint8Array[] = []
    doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'net' && outbox.push(update))
    const undo = new Y.UndoManager(doc.getText('body'), { trackedOrigins: new Set(['me']), captureTimeout: 0 })
    return { doc, undo, outbox }
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit)
  }

  private act({ doc, undo }: Editor): void {
    const text = doc.getText('body')
    const at = this.below(text.length)
    const length = Math.min(this.below(6), text.length - at)
    const actions: (() => unknown)[] = [
      () => text.insert(at + 1, `słowo${this.below(100)} `),
      () => text.insert(at + 1, 'w', { bold: true }),
      () => text.delete(at, length),
      () => text.format(at, length, { link: this.random() < 0.5 ? null : { href: 'https://example.org/a' } }),
      () => text.insertEmbed(at + 1, { br: 1 }),
      () => text.insertEmbed(at, this.marker()),
      () => text.insertEmbed(at, tableWith('komórka')),
      () => this.changeMarker(text),
      () => this.changeTable(text),
      () => undo.undo(),
      () => undo.redo(),
    ]
    doc.transact(actions[this.below(actions.length)] as () => unknown, 'me')
  }

  private marker(): Y.Map<unknown> {
    return new Y.Map<unknown>([
      ['id', `n${(this.ids += 1)}`],
      ['kind', this.random() < 0.5 ? 'paragraph' : 'ust'],
      ['level', 0],
    ])
  }

  private changeMarker(text: Y.Text): void {
    const markers = mapsOf(text)
    markers[this.below(markers.length)]?.set('kind', this.random() < 0.5 ? 'heading' : 'bullet')
  }

  private changeTable(text: Y.Text): void {
    const tables = mapsOf(text).filter((map) => map.get('rows') instanceof Y.Array)
    const table = tables[this.below(tables.length)]
    if (table === undefined) return
    const rows = table.get('rows') as Y.Array<Y.Map<unknown>>
    const columns = (table.get('columns') as Y.Array<string>).toArray()
    const choice = this.below(3)
    if (choice === 0) {
      const cells = columns.map((column) => [column, new Y.Text()] as const)
      rows.insert(0, [newRow({ id: `r${(this.ids += 1)}`, header: false, cells })])
    } else if (choice === 1 && rows.length > 0) rows.delete(this.below(rows.length), 1)
    else if (rows.length > 0) {
      const cells = rows.get(this.below(rows.length)).get('cells') as Y.Map<Y.Text>
      cells.get(columns[0] ?? '')?.insert(0, 'w komórce ')
    }
  }

  /** As a page pushes: what waits, merged; or, after joining again, everything above the server's state. */
  private push(editor: Editor): void {
    this.pullSometimes(editor)
    const waiting = editor.outbox.splice(0)
    if (waiting.length === 0) return
    const update =
      this.random() < 0.3
        ? Y.encodeStateAsUpdate(editor.doc, Y.encodeStateVector(this.server))
        : Y.mergeUpdates(waiting)
    const mine = [editor.doc.clientID]
    const checked = checkUpdate(this.server, update, rulesFor(mine))
    this.pushes += 1
    if (checked.isEmpty) return
    Y.applyUpdate(this.server, checked.update)
    this.log.push(checked.update)
  }

  private pullSometimes(editor: Editor): void {
    if (this.random() < 0.5) this.pull(editor)
  }

  private pull(editor: Editor): void {
    Y.applyUpdate(editor.doc, Y.encodeStateAsUpdate(this.server, Y.encodeStateVector(editor.doc)), 'net')
  }
}
