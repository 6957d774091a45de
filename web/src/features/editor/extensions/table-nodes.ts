import { Node } from '@tiptap/core'
import { drawTable, wideTablesPlugin } from './wide-tables.ts'

/** In a box of its own, in which it is scrolled where it is wider than the text. */
export const Table = Node.create({
  name: 'table',
  selectable: false,
  content: 'tableRow+',
  isolating: true,
  addAttributes: () => ({ id: { default: null } }),
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: ({ node }) => [
    'div',
    { class: 'table-scroll', 'data-id': node.attrs.id, contenteditable: 'inherit' },
    ['table', ['tbody', 0]],
  ],
  addNodeView: () => drawTable,
  addProseMirrorPlugins: () => [wideTablesPlugin()],
})

export const TableRow = Node.create({
  name: 'tableRow',
  selectable: false,
  content: 'tableCell+',
  addAttributes: () => ({ id: { default: null } }),
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: ({ node }) => ['tr', { 'data-id': node.attrs.id }, 0],
})

/**
 * A cell; its `id` is that of its column. It holds inline text only. `missing`: nobody's text is there yet, because its
 * row and its column were inserted at the same time; the server makes it within moments.
 */
export const TableCell = Node.create({
  name: 'tableCell',
  selectable: false,
  content: 'inline*',
  isolating: true,
  addAttributes: () => ({
    id: { default: null },
    header: { default: false },
    missing: { default: false },
  }),
  parseHTML: () => [
    { tag: 'td', getAttrs: (element) => ({ id: element.dataset.column ?? null, header: false }) },
    { tag: 'th', getAttrs: (element) => ({ id: element.dataset.column ?? null, header: true }) },
  ],
  renderHTML: ({ node }) => {
    const { id, header, missing } = node.attrs
    const attributes = { 'data-column': id, ...(missing ? { contenteditable: 'false' } : {}) }
    return [header ? 'th' : 'td', header ? { ...attributes, scope: 'col' } : attributes, 0]
  },
})
