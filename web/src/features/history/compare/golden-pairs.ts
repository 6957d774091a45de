/** Reads the golden set of comparisons: states are written as a person would type them. */
import {
  BLOCK_KINDS,
  type BlockKind,
  BODY,
  type CompareState,
  createDocument,
  type DocumentContent,
  type Formats,
  type Inline,
  readState,
  type TableBlock,
  writeContent,
} from '@app/server/document'

export interface GoldenPair {
  name: string
  before: CompareState
  after: CompareState
  summary: string
  list: string[]
}

const KINDS: Readonly<Record<string, BlockKind>> = {
  akapit: 'paragraph',
  nagłówek: 'heading',
  cytat: 'quote',
  wypunktowanie: 'bullet',
  numerowanie: 'number',
  rozdział: 'chapter',
  '§': 'section',
}
const MARKS =
  /\*\*(.+?)\*\*|\/\/(.+?)\/\/|__(.+?)__|~~(.+?)~~|\[([^\]]+)\]\((https?:[^)]+|mailto:[^)]+)\)|\{([+-]?)(\w+):([^}]*)\}/

export function readGoldenPairs(file: string): GoldenPair[] {
  return file
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const field = (name: string, end: string): string[] =>
        (part.split(`\n${name}:\n`)[1]?.split(`\n${end}`)[0] ?? '').split('\n').filter((line) => line.trim() !== '')
      const value = (name: string): string => part.split(`\n${name}: `)[1]?.split('\n')[0]?.trim() ?? ''
      return {
        name: part.split('\n')[0] ?? '',
        before: readLines(field('przed', 'po:'), value('widok przed')),
        after: readLines(
          field('po', 'widok').length < field('po', 'podsumowanie:').length
            ? field('po', 'widok')
            : field('po', 'podsumowanie:'),
          value('widok po'),
        ),
        summary: value('podsumowanie'),
        list: field('lista', '==='),
      }
    })
}

function readLines(lines: readonly string[], view: string): CompareState {
  const content: DocumentContent = []
  let table: TableBlock | null = null
  let columns: string[] = []
  for (const line of lines) {
    if (line.startsWith('  ') && table !== null) table.rows.push(readRow(line.trim(), columns))
    else {
      const [id = '', name = '', ...rest] = line.split(' ')
      if (name === 'tabela') {
        columns = rest
        table = { type: 'table', id, rows: [] }
        content.push(table)
      } else content.push({ type: 'block', id, ...readKind(name), content: readInline(rest.join(' ')) })
    }
  }
  const doc = createDocument()
  doc.transact(() => writeContent(doc.getText(BODY), content))
  const accepted = view.split(/[ ,]+/)
  return readState(doc.getText(BODY), (id) => (accepted.includes(id) ? 'accept' : 'reject'))
}

function readKind(name: string): { kind: BlockKind; level: number } {
  const kind = name.replace(/\d$/, '')
  const known = KINDS[kind] ?? BLOCK_KINDS.find((each) => each === kind)
  if (known === undefined) throw new Error(`Nieznany rodzaj: ${name}`)
  return { kind: known, level: Number(name.slice(kind.length)) }
}

function readRow(line: string, columns: readonly string[]): TableBlock['rows'][number] {
  const [id = ''] = line.split(' ', 1)
  const texts = line.slice(id.length).split('|')
  const header = id.endsWith('!')
  const cells = columns.map((column, at) => ({ id: column, header, content: readInline(texts[at]?.trim() ?? '') }))
  return { id: id.replace('!', ''), cells }
}

function readInline(text: string, formats: Formats = {}): Inline[] {
  const match = MARKS.exec(text)
  if (match === null) return readPlain(text, formats)
  const after = text.slice(match.index + match[0].length)
  return [
    ...readPlain(text.slice(0, match.index), formats),
    ...readMarked(match, formats),
    ...readInline(after, formats),
  ]
}

function readMarked(match: RegExpExecArray, formats: Formats): Inline[] {
  const [, bold, italic, underline, strike, linked, link, sign, id = '', marked = ''] = match
  if (bold) return readInline(bold, { ...formats, bold: true })
  if (italic) return readInline(italic, { ...formats, italic: true })
  if (underline) return readInline(underline, { ...formats, underline: true })
  if (strike) return readInline(strike, { ...formats, strike: true })
  if (linked && link) return readInline(linked, { ...formats, link })
  if (sign === '+') return readInline(marked, { ...formats, ins: [id] })
  return readInline(marked, { ...formats, ...(sign === '-' ? { del: [id] } : { comment: [id] }) })
}

function readPlain(text: string, formats: Formats): Inline[] {
  const look = Object.keys(formats).length > 0 ? { formats } : {}
  return text
    .replaceAll('⍽', '\u00a0')
    .split(/(⏎)/)
    .flatMap((piece): Inline[] => {
      if (piece === '') return []
      return [piece === '⏎' ? { lineBreak: true, ...look } : { text: piece, ...look }]
    })
}
