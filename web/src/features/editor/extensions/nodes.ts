import { BLOCK_KINDS, type BlockKind, MAX_LEVEL } from '@app/server/document'
import { Node } from '@tiptap/core'

export const Document = Node.create({ name: 'doc', topNode: true, content: '(block|table)+' })

export const Text = Node.create({ name: 'text', group: 'inline' })

export const HardBreak = Node.create({
  name: 'hardBreak',
  inline: true,
  group: 'inline',
  selectable: false,
  linebreakReplacement: true,
  parseHTML: () => [{ tag: 'br' }],
  renderHTML: () => ['br'],
  renderText: () => '\n',
})

/** What proposals do to a block is shown by decorations, and is nobody's when it is copied. */
const proposal = { default: null, rendered: false, keepOnSplit: false }

/**
 * The one text block: what it is (a heading, a list item, a legal unit) is its `kind`, so that changing it touches no
 * text. Drawn as a paragraph; its label comes from a decoration (`labels.ts`). No block, table, row or cell is selected as
 * a whole: a click with Ctrl would do it, nothing showed it, and the next letter replaced all of it.
 */
export const Block = Node.create({
  name: 'block',
  selectable: false,
  content: 'inline*',
  defining: true,
  priority: 1000,
  addAttributes: () => ({
    id: { default: null },
    kind: { default: 'paragraph' },
    level: { default: 0 },
    ins: proposal,
    del: proposal,
    was: proposal,
  }),
  parseHTML: () => [
    { tag: 'p[data-kind]', priority: 60, getAttrs: ownAttributes },
    { tag: 'h1,h2,h3,h4,h5,h6', getAttrs: (element) => ({ kind: 'heading', level: Number(element.tagName[1]) }) },
    { tag: 'blockquote p', priority: 55, getAttrs: () => ({ kind: 'quote' }) },
    { tag: 'blockquote', getAttrs: (element) => (holdsParagraphs(element) ? false : { kind: 'quote' }) },
    { tag: 'li p', priority: 55, getAttrs: listAttributes },
    { tag: 'li', getAttrs: (element) => (holdsParagraphs(element) ? false : listAttributes(element)) },
    { tag: 'p' },
  ],
  renderHTML: ({ node }) => {
    const { id, kind, level } = node.attrs
    const attributes = { 'data-id': id, 'data-kind': kind, 'data-level': level, class: `block block-${kind}` }
    return ['p', { ...attributes, ...headingRole(kind, level) }, 0]
  },
})

function headingRole(kind: string, level: number): Record<string, string> {
  if (kind === 'chapter') return { role: 'heading', 'aria-level': '2' }
  if (kind !== 'heading') return {}
  return { role: 'heading', 'aria-level': String(Math.min(6, Math.max(1, level))) }
}

function ownAttributes(element: HTMLElement): Record<string, unknown> {
  const kind = element.dataset.kind as BlockKind
  const level = Number(element.dataset.level)
  return {
    id: element.dataset.id ?? null,
    kind: BLOCK_KINDS.includes(kind) ? kind : 'paragraph',
    level: Number.isInteger(level) ? Math.min(MAX_LEVEL, Math.max(0, level)) : 0,
  }
}

function holdsParagraphs(element: HTMLElement): boolean {
  return element.querySelector(':scope > p') !== null
}

function listAttributes(element: HTMLElement): Record<string, unknown> {
  let lists = 0
  for (let list = closestList(element); list; list = closestList(list.parentElement)) lists++
  const kind = closestList(element)?.tagName === 'OL' ? 'number' : 'bullet'
  return { kind, level: Math.min(MAX_LEVEL, Math.max(0, lists - 1)) }
}

function closestList(element: Element | null): Element | null {
  return element?.closest('ol,ul') ?? null
}
