import type { DocumentContent, TableBlock, TableCell, TableRow, TextBlock } from '../document/content.ts'
import { isAmount } from './amount.ts'
import { escapeHtml, renderInline } from './html-inline.ts'
import { type Group, groupLists, HeadingRanks, nest, type TreeNode } from './tree.ts'
import { exportWords } from './words.ts'

const NATIVE_NUMBERS = ['1', 'a', 'i'] as const

/** The text as HTML: real headings, lists and tables, so that a screen reader walks it as it walks any page. */
export function renderBody(content: DocumentContent): string {
  return new BodyWriter(new HeadingRanks(content)).siblings(nest(content))
}

class BodyWriter {
  private tables = 0
  private readonly headings: HeadingRanks

  constructor(headings: HeadingRanks) {
    this.headings = headings
  }

  siblings(nodes: readonly TreeNode[]): string {
    return groupLists(nodes)
      .map((group) => this.group(group))
      .join('\n')
  }

  private group(group: Group): string {
    const { kind, level, nodes } = group
    if (kind === 'bullet') return `<ul>${this.items(nodes)}</ul>`
    if (kind === 'number') return `<ol type="${NATIVE_NUMBERS[level % 3]}">${this.items(nodes)}</ol>`
    if (kind === 'ust' || kind === 'pkt' || kind === 'lit' || kind === 'tiret') {
      return `<ol class="units ${kind}" role="list">${this.items(nodes)}</ol>`
    }
    return nodes.map((node) => this.single(node)).join('\n')
  }

  private items(nodes: readonly TreeNode[]): string {
    return nodes
      .map((node) => `<li${anchor(node)}>${this.ownText(node)}${this.siblings(node.children)}</li>`)
      .join('\n')
  }

  private single(node: TreeNode): string {
    const { block } = node
    if (block.type === 'table') return this.table(block)
    if (block.kind === 'chapter' || block.kind === 'heading') return this.heading(node, block)
    if (block.kind === 'quote') return `<blockquote><p>${renderInline(block.content)}</p></blockquote>`
    if (block.kind === 'section') {
      return `<div class="section"${anchor(node)}>${this.ownText(node)}${this.siblings(node.children)}</div>`
    }
    return `<p>${renderInline(block.content)}</p>`
  }

  /** The title of the page is the only h1. */
  private heading(node: TreeNode, block: TextBlock): string {
    const rank = Math.min(this.headings.next(block) + 1, 6)
    const text = renderInline(block.content)
    const mark = node.mark === '' ? '' : `<span class="mark">${escapeHtml(node.mark)}</span> `
    return `<h${rank} class="${block.kind}"${anchor(node)}>${mark}${text}</h${rank}>`
  }

  /** A list item of a native list has no mark of ours; a § that lent its mark has no line of its own. */
  private ownText(node: TreeNode): string {
    if (node.block.type === 'table') return ''
    const text = renderInline(node.block.content)
    if (node.block.kind === 'bullet' || node.block.kind === 'number') return `<p>${text}</p>`
    if (node.mark === '') return text === '' ? '' : `<p>${text}</p>`
    return `<p><span class="mark">${escapeHtml(node.mark)}</span> ${text}</p>`
  }

  private table(block: TableBlock): string {
    this.tables += 1
    if (block.rows.length === 0) return ''
    const first = block.rows.findIndex(({ cells }) => !areHeadings(cells))
    const heads = first === -1 ? block.rows.length : first
    const head = heads === 0 ? '' : `<thead>${rows(block.rows.slice(0, heads))}</thead>`
    const body = rows(block.rows.slice(heads))
    const name = escapeHtml(exportWords('pl').table(this.tables))
    return `<div class="table" role="region" tabindex="0" aria-label="${name}"><table>${head}<tbody>${body}</tbody></table></div>`
  }
}

function rows(each: readonly TableRow[]): string {
  return each.map(({ cells }) => row(cells)).join('\n')
}

function areHeadings(cells: readonly TableCell[]): boolean {
  return cells.every(({ header }) => header)
}

/** Headings alone are those of what stands below them; beside other cells they are those of the row. */
function row(cells: readonly TableCell[]): string {
  const scope = areHeadings(cells) ? 'col' : 'row'
  const written = cells.map(({ header, content }) => {
    const inner = renderInline(content)
    if (header) return `<th scope="${scope}">${inner}</th>`
    return isAmount(content) ? `<td class="amount">${inner}</td>` : `<td>${inner}</td>`
  })
  return `<tr>${written.join('')}</tr>`
}

function anchor(node: TreeNode): string {
  return ` id="u-${escapeHtml(node.block.id)}"`
}
