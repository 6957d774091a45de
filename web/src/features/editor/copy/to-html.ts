import type { PastedCell } from '../paste/pasted.ts'
import type { Copied } from './copied.ts'
import { escapeHtml, inlineHtml } from './inline-html.ts'
import { type CopiedBlock, listsHtml } from './lists-html.ts'

const UNIT_INDENT: Readonly<Record<string, number>> = { section: 0, ust: 0, pkt: 1, lit: 2, tiret: 3 }

/** Clean HTML for other programs: real headings and nested lists; marks of units as text, since they are computed. */
export function toHtml(all: readonly Copied[]): string {
  const [only] = all
  if (all.length === 1 && only?.type === 'block' && !only.isWhole) return inlineHtml(only.content)
  const copied = all.filter((node) => node.type === 'table' || node.isWhole || node.content.length > 0)
  const parts: string[] = []
  for (let index = 0; index < copied.length; ) {
    const node = copied[index]!
    const run = runFrom(copied, index)
    parts.push(run.length > 0 ? runHtml(run) : nodeHtml(node))
    index += Math.max(1, run.length)
  }
  return parts.join('')
}

/** Neighbouring list items, or neighbouring quotes: they share one element. */
function runFrom(copied: readonly Copied[], start: number): CopiedBlock[] {
  const run: CopiedBlock[] = []
  const isItem = (node: Copied | undefined) =>
    node?.type === 'block' && (node.kind === 'bullet' || node.kind === 'number')
  const isQuote = (node: Copied | undefined) => node?.type === 'block' && node.kind === 'quote'
  const belongs = isItem(copied[start]) ? isItem : isQuote(copied[start]) ? isQuote : () => false
  for (let index = start; belongs(copied[index]); index += 1) run.push(copied[index] as CopiedBlock)
  return run
}

function runHtml(run: readonly CopiedBlock[]): string {
  if (run[0]?.kind !== 'quote') return listsHtml(run)
  return `<blockquote>${run.map((block) => `<p>${inlineHtml(block.content)}</p>`).join('')}</blockquote>`
}

function nodeHtml(node: Copied): string {
  if (node.type === 'table') return tableHtml(node.rows)
  const text = inlineHtml(node.content)
  if (node.kind === 'heading') {
    const tag = `h${Math.min(Math.max(node.level, 1), 6)}`
    return `<${tag}>${text}</${tag}>`
  }
  if (node.kind === 'paragraph') return `<p>${text}</p>`
  const label = node.label === '' ? '' : `<span data-label>${escapeHtml(node.label)} </span>`
  if (node.kind === 'chapter') return `<h2 data-kind="chapter">${label}${text}</h2>`
  const indent = (UNIT_INDENT[node.kind] ?? 0) * 18
  const style = indent > 0 ? ` style="margin-left: ${indent}pt"` : ''
  return text === '' && label === '' ? '' : `<p data-kind="${node.kind}"${style}>${label}${text}</p>`
}

function tableHtml(rows: readonly (readonly PastedCell[])[]): string {
  const lines = rows.map((cells) => {
    const html = cells.map(({ header, content }) => {
      const tag = header ? 'th' : 'td'
      return `<${tag}>${inlineHtml(content)}</${tag}>`
    })
    return `<tr>${html.join('')}</tr>`
  })
  return `<table border="1"><tbody>${lines.join('')}</tbody></table>`
}
