// What was read of a page, in short, for the tests of this folder.

import { readHtml } from './from-html.ts'
import { type PastedNode, textOf } from './pasted.ts'

/** One line a block: kind, level where it matters, text with formats in brackets. */
export function outline(nodes: readonly PastedNode[]): string[] {
  return nodes.map((node) => {
    if (node.type === 'table')
      return `table ${node.rows.map((row) => row.map((cell) => textOf(cell.content)).join('|')).join(' / ')}`
    return `${node.kind}${node.level > 0 ? node.level : ''} ${textOf(node.content)}`
  })
}
export const read = (html: string) => outline(readHtml(html).nodes)

export function formatsOf(html: string): unknown[] {
  const [node] = readHtml(html).nodes
  if (node?.type !== 'block') return []
  return node.content.map((inline) => ('text' in inline ? [inline.text, inline.formats ?? {}] : 'break'))
}
