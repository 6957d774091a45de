import { ExternalHyperlink, type ParagraphChild, TextRun } from 'docx'
import type { Inline } from '../document/content.ts'
import { cleanText, linkGroups } from './clean.ts'

/** `bold`: all of it, as in the heading of a table. */
export function inlineRuns(content: readonly Inline[], bold = false): ParagraphChild[] {
  return linkGroups(content).flatMap(({ address, pieces }): ParagraphChild[] => {
    const runs = pieces.map((piece) => run(piece, address !== null, bold))
    return address === null ? runs : [new ExternalHyperlink({ link: address, children: runs })]
  })
}

function run(piece: Inline, linked: boolean, bold: boolean): TextRun {
  const formats = piece.formats ?? {}
  return new TextRun({
    ...('lineBreak' in piece ? { break: 1 } : { text: cleanText(piece.text) }),
    ...((bold || formats.bold) && { bold: true }),
    ...(formats.italic && { italics: true }),
    ...(formats.underline && { underline: {} }),
    ...(formats.strike && { strike: true }),
    ...(linked && { style: 'Hyperlink' }),
  })
}
