import { AlignmentType, Document, Footer, Packer, PageNumber, Paragraph, TextRun } from 'docx'
import { cleanText } from './clean.ts'
import { bodyOf } from './docx-body.ts'
import { NUMBERING, PAGE, STYLES } from './docx-style.ts'
import type { ExportRequest } from './request.ts'
import { type ExportWords, exportMoment, exportWords } from './words.ts'

/** An editable file with real headings, lists and tables; no tracked changes, no proposals. */
export async function renderDocx(request: ExportRequest): Promise<Uint8Array> {
  const words = exportWords(request.locale)
  const title = cleanText(request.title)
  const organization = cleanText(request.organization)
  const document = new Document({
    title,
    creator: organization,
    lastModifiedBy: organization,
    ...(request.signature !== null && { subject: cleanText(request.signature) }),
    styles: STYLES,
    numbering: NUMBERING,
    sections: [
      {
        properties: { page: { size: { width: PAGE.width, height: PAGE.height }, margin: margins() } },
        footers: { default: pageFooter(words) },
        children: [
          new Paragraph({ style: 'Title', children: [new TextRun(title)] }),
          ...facts(request, words),
          ...bodyOf(request.content),
        ],
      },
    ],
  })
  return new Uint8Array(await Packer.toBuffer(document))
}

function margins() {
  return { top: PAGE.margin, bottom: PAGE.margin, left: PAGE.margin, right: PAGE.margin }
}

function facts(request: ExportRequest, words: ExportWords): Paragraph[] {
  const rows: [string, string][] = [
    [words.organization, request.organization],
    [words.stateOf, exportMoment(request.exportedAt, request.locale)],
  ]
  if (request.signature !== null) rows.unshift([words.signature, request.signature])
  const language = { value: request.locale === 'en' ? 'en-GB' : 'pl-PL' }
  return rows.map(([name, value], index) => {
    const text = `${name}: ${cleanText(value)}`
    const spacing = { after: index === rows.length - 1 ? 360 : 0 }
    return new Paragraph({ style: 'Metryczka', spacing, children: [new TextRun({ text, language })] })
  })
}

function pageFooter(words: ExportWords): Footer {
  const numbers = [`${words.page} `, PageNumber.CURRENT, ` ${words.of} `, PageNumber.TOTAL_PAGES]
  const run = new TextRun({ children: numbers, size: 18, color: '444444' })
  return new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [run] })] })
}
