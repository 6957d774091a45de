import { recogniseUnits } from './legal-units.ts'
import { nothingDropped, type Pasted, type PastedNode, textRun } from './pasted.ts'
import type { PastePlace } from './place.ts'

/** Plain text: a line is a paragraph; printed marks become units or lists as in HTML. */
export function readText(text: string, place?: PastePlace): Pasted {
  return recogniseUnits(readPlainText(text), place)
}

/** Text taken as it stands, for "paste without formatting". */
export function readPlainText(text: string): Pasted {
  const lines = text.replace(/\r\n?/g, '\n').replaceAll('\u0000', '').split('\n')
  const nodes = lines.length === 1 ? lines.filter((line) => line !== '') : lines.filter((line) => line.trim() !== '')
  return { nodes: nodes.map(toParagraph), dropped: nothingDropped() }
}

function toParagraph(line: string): PastedNode {
  return { type: 'block', kind: 'paragraph', level: 0, content: [textRun(line.replaceAll('\t', ' '), {})] }
}
