import { matchMark, RAISED } from './legal-marks.ts'
import { numberAsWords } from './mark-words.ts'
import { type PastedNode, textOf } from './pasted.ts'

/** "Art. 5a. 1. Organ …", or alone on its line; before a word in small letters it is a reference. */
const ARTICLE = new RegExp(
  `^[„”“"«]?\\s*(?:Art\\.?|ART\\.?|Artykuł|ARTYKUŁ)\\s*\\d+[a-z]*${RAISED}(?:\\.(?!\\s*\\p{Ll})|\\s*(?:\\n|$))`,
  'u',
)
const OPENED = /^[„”“"«]/u
const CLOSED = /[”“"»][.,;]?$/u
/** Codes number what is below an article with "§". */
const FIRST_SECTION = /^§\s*1\./u

interface Article {
  isQuoted: boolean
  /** The last "§" of its own. */
  section: number | null
}

/**
 * Lines of statutes, which cite their articles: the document has none, so that the numbers below one are words. An
 * article goes on to the next §, chapter or heading, or to the end of its quotation marks.
 */
export function linesOfArticles(nodes: readonly PastedNode[]): ReadonlySet<PastedNode> {
  const lines = new Set<PastedNode>()
  let article: Article | null = null
  for (const node of nodes) {
    const text = lineOf(node)
    article = articleFrom(text) ?? (article && !ends(article, node, text) ? article : null)
    if (article) lines.add(node)
    if (article?.isQuoted && CLOSED.test(text)) article = null
  }
  return lines
}

/** What a word processor numbers in them has its number in its words. */
export function withArticleNumbers(nodes: readonly PastedNode[]): PastedNode[] {
  const lines = linesOfArticles(nodes)
  return nodes.map((node) => (lines.has(node) && node.type === 'block' ? numberAsWords(node) : node))
}

function lineOf(node: PastedNode): string {
  if (node.type === 'table') return ''
  return `${node.marker ?? ''} ${textOf(node.content)}`.replaceAll('\u00a0', ' ').trim()
}

function articleFrom(text: string): Article | null {
  const start = ARTICLE.exec(text)
  if (!start) return null
  const isCode = FIRST_SECTION.test(text.slice(start[0].length).trimStart())
  return { isQuoted: OPENED.test(text), section: isCode ? 1 : null }
}

function ends(article: Article, node: PastedNode, text: string): boolean {
  if (node.type === 'block' && node.kind === 'heading') return true
  const kind = matchMark(text)?.kind
  if (kind !== 'section' || article.section === null) return kind === 'section' || kind === 'chapter'
  const number = Number(/\d+/.exec(text)?.[0])
  const goesOn = number === article.section || number === article.section + 1
  article.section = number
  return !goesOn
}
