// The units of a text as they are listed, reviewed and named. Pure: worked out in the thread that reads.

import { type Block, canonicalHash, type DocumentContent, inlineText, type TextBlock } from '../document/index.ts'
import { labelContent } from '../document/plain-text.ts'

/** A unit of a text without proposals. */
export interface Unit {
  id: string
  /** Of a block, or `table`. */
  kind: Extract<Block, { type: 'block' }>['kind'] | 'table'
  /** For instance „§ 6 ust. 3”; empty where it has no name. */
  reference: string
  /** How it begins. */
  words: string
  /** All its words; of a table line by line. */
  text: string
  /** Of what it says, its kind and looks: what staff go over. */
  hash: string
}

const EXCERPT = 100

/** @param content of `plainTextOf` */
export function unitsOf(content: DocumentContent): Unit[] {
  const labels = labelContent(content)
  return content.map((block, index) => {
    const lines = linesOf(block)
    const all = lines.find((line) => line !== '') ?? ''
    return {
      id: block.id,
      kind: block.type === 'table' ? 'table' : block.kind,
      reference: labels[index]?.reference ?? '',
      words: all.length > EXCERPT ? `${all.slice(0, EXCERPT).trimEnd()}…` : all,
      text: lines.join('\n'),
      hash: canonicalHash([block]),
    }
  })
}

/** A table has one line for each of its rows. */
function linesOf(block: Block): string[] {
  if (block.type === 'block') return [lineOf(block.content)]
  return block.rows.map(({ cells }) =>
    cells
      .map(({ content }) => lineOf(content))
      .filter((words) => words !== '')
      .join(' | '),
  )
}

function lineOf(content: TextBlock['content']): string {
  return inlineText(content).replace(/\s+/g, ' ').trim()
}
