import type { DocumentContent } from '@app/server/document'
import { HeadlessEditor } from '../fuzz/editors.ts'
import type { CellSelection } from '../fuzz/table-actions.ts'
import { openPeer, type Peer, type PeerOptions } from '../kit/peer.ts'

const cells = (row: number) => ['k1', 'k2'].map((id) => ({ id, header: false, content: [{ text: `komórka ${row}` }] }))

/** A paragraph, and a table of two rows and two columns. */
export const TABLE: DocumentContent = [
  { type: 'block', id: 'a', kind: 'paragraph', level: 0, content: [{ text: 'Przed tabelą' }] },
  { type: 'table', id: 't', rows: [1, 2].map((row) => ({ id: `w${row}`, cells: cells(row) })) },
]

/** The page's own provider and the page's own editor, without a page. */
export class TableWriter {
  readonly peer: Peer
  readonly editor: HeadlessEditor
  private isOpen = true

  constructor(peer: Peer) {
    this.peer = peer
    this.editor = new HeadlessEditor(peer.doc)
  }

  /** At the end of the first cell of the table. */
  type(words: string): void {
    const { table, tablePosition } = this.cell()
    const first = table.child(0).child(0)
    this.editor.edit((tr) => tr.insertText(words, tablePosition + 3 + first.content.size))
  }

  /** At the beginning of the paragraph before the table. */
  typeBefore(words: string): void {
    this.editor.edit((tr) => tr.insertText(words, 1))
  }

  remove(removal: (transaction: HeadlessEditor['state']['tr'], cell: CellSelection) => void): void {
    this.editor.edit((tr) => removal(tr, this.cell()))
  }

  shows(words: string): boolean {
    return this.editor.state.doc.textContent.includes(words)
  }

  async close(): Promise<void> {
    if (!this.isOpen) return
    this.isOpen = false
    this.editor.destroy()
    await this.peer.close()
  }

  private cell(): CellSelection {
    const [block, table] = this.editor.state.doc.children
    if (!block || !table) throw new Error('there is no table')
    return { table, tablePosition: block.nodeSize, row: 0, column: 0 }
  }
}

export async function openTable(options: PeerOptions): Promise<TableWriter> {
  const peer = await openPeer(options)
  await peer.opened()
  return new TableWriter(peer)
}
