import { AlignmentType, HeadingLevel, type IParagraphOptions, Paragraph, Tab, type Table, TextRun } from 'docx'
import type { DocumentContent, TextBlock } from '../document/content.ts'
import { inlineRuns } from './docx-inline.ts'
import { tableOf } from './docx-table.ts'
import { type Group, groupLists, HeadingRanks, nest, type TreeNode } from './tree.ts'

const HEADINGS = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3, HeadingLevel.HEADING_4]

/** Marks of units are literal text: Word's numbering knows neither „§ 3. 1.” on one line nor za after z. */
export function bodyOf(content: DocumentContent): (Paragraph | Table)[] {
  return new BodyWriter(new HeadingRanks(content)).siblings(nest(content))
}

class BodyWriter {
  /** Every list is its own instance of the numbering: it starts from 1 again. */
  private lists = 0
  private readonly headings: HeadingRanks

  constructor(headings: HeadingRanks) {
    this.headings = headings
  }

  siblings(nodes: readonly TreeNode[]): (Paragraph | Table)[] {
    return groupLists(nodes).flatMap((group) => this.group(group))
  }

  private group(group: Group): (Paragraph | Table)[] {
    this.lists += 1
    const instance = this.lists
    return group.nodes.flatMap((node) => [...this.own(node, instance), ...this.siblings(node.children)])
  }

  private own(node: TreeNode, instance: number): (Paragraph | Table)[] {
    const { block, mark } = node
    if (block.type === 'table') return block.rows.length === 0 ? [] : [tableOf(block), spacer()]
    const lendsItsMark = block.kind === 'section' && mark === ''
    if (lendsItsMark) return []
    if (block.kind === 'chapter' || block.kind === 'heading') return [this.heading(block, mark)]
    return [paragraph(block, mark, instance)]
  }

  private heading(block: TextBlock, mark: string): Paragraph {
    const heading = HEADINGS[Math.min(this.headings.next(block), HEADINGS.length) - 1] ?? HeadingLevel.HEADING_4
    const text = inlineRuns(block.content)
    if (block.kind === 'heading') return new Paragraph({ heading, children: text })
    const label = [new TextRun({ text: mark }), new TextRun({ break: 1 })]
    return new Paragraph({ heading, alignment: AlignmentType.CENTER, children: [...label, ...text] })
  }
}

/** Two tables in a row would grow together in Word without a paragraph between them. */
function spacer(): Paragraph {
  return new Paragraph({ spacing: { after: 0 } })
}

function paragraph(block: TextBlock, mark: string, instance: number): Paragraph {
  const text = inlineRuns(block.content)
  const { kind, level } = block
  if (kind === 'bullet' || kind === 'number') {
    return new Paragraph({ numbering: { reference: kind, level, instance }, spacing: { after: 60 }, children: text })
  }
  return new Paragraph({ ...unitStyle(kind), children: [...markRuns(kind, mark), ...text] })
}

function unitStyle(kind: TextBlock['kind']): Pick<IParagraphOptions, 'style'> {
  if (kind === 'section') return { style: 'Paragraf' }
  if (kind === 'ust') return { style: 'Ustep' }
  if (kind === 'pkt') return { style: 'Punkt' }
  if (kind === 'lit') return { style: 'Litera' }
  if (kind === 'tiret') return { style: 'Tiret' }
  if (kind === 'quote') return { style: 'Cytat' }
  return {}
}

function markRuns(kind: TextBlock['kind'], mark: string): TextRun[] {
  if (mark === '') return []
  if (kind === 'section' || kind === 'ust') return [new TextRun({ text: `${mark} `, bold: mark.startsWith('§') })]
  return [new TextRun({ children: [mark, new Tab()] })]
}
