import JSZip from 'jszip'

/** What a spreadsheet would show; dates as the wall clock, without a zone. */
export type Shown = string | number | Date | null

const DAY_MS = 86_400_000
/** From the day Excel counts from to the one computers count from. */
const DAYS_TO_1970 = 25_569

/** The first sheet of a workbook, row by row: written from the standard (ECMA-376), not from what writes ours. */
export async function readWorkbook(bytes: Uint8Array): Promise<Shown[][]> {
  const zip = await JSZip.loadAsync(bytes)
  const part = async (name: string) => (await zip.file(name)?.async('string')) ?? ''
  const strings = [...(await part('xl/sharedStrings.xml')).matchAll(/<si>(.*?)<\/si>/gs)].map(([, item = '']) =>
    textOf(item),
  )
  const isDate = dateStyles(await part('xl/styles.xml'))
  const rows = [...(await part('xl/worksheets/sheet1.xml')).matchAll(/<row [^>]*?(?:\/>|>(.*?)<\/row>)/gs)]
  return rows.map(([, cells = '']) => {
    const shown: Shown[] = []
    for (const [, attributes = '', inside = ''] of cells.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const value = /<v>(.*?)<\/v>/s.exec(inside)?.[1] ?? null
      shown[columnOf(attributes)] = shownValue(
        value,
        attribute(attributes, 't'),
        strings,
        isDate(attribute(attributes, 's')),
      )
    }
    return Array.from(shown, (cell) => cell ?? null)
  })
}

function shownValue(value: string | null, type: string, strings: readonly string[], isDate: boolean): Shown {
  if (value === null) return null
  if (type === 's') return strings[Number(value)] ?? null
  if (type !== '' && type !== 'n') throw new Error(`A cell of another type: ${type}`)
  return isDate ? new Date(Math.round((Number(value) - DAYS_TO_1970) * DAY_MS)) : Number(value)
}

function dateStyles(styles: string): (style: string) => boolean {
  const formats = new Map(
    [...styles.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(([, id, code]) => [id, code ?? '']),
  )
  const [, cellFormats = ''] = /<cellXfs[^>]*>(.*)<\/cellXfs>/s.exec(styles) ?? []
  const used = [...cellFormats.matchAll(/<xf ([^>]*)/g)].map(([, attributes = '']) => attribute(attributes, 'numFmtId'))
  return (style) => (formats.get(used[Number(style || '0')]) ?? '').includes('yyyy')
}

function columnOf(attributes: string): number {
  const letters = attribute(attributes, 'r').replace(/\d+$/, '')
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function attribute(attributes: string, name: string): string {
  return new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
}

function textOf(item: string): string {
  const text = [...item.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, inside = '']) => inside).join('')
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_entity, name: string) => named[name] ?? '')
}

/** Cells of a CSV file that separates by semicolons, as RFC 4180 reads it. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (let rest = text; rest !== ''; ) {
    const found = /^(?:"((?:[^"]|"")*)"|([^";\r\n]*))(;|\r\n)/.exec(rest)
    if (found === null) throw new Error(`No cell begins here: ${rest.slice(0, 40)}`)
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] !== ';') rows.push([])
    rest = rest.slice(found[0].length)
  }
  return rows.slice(0, -1)
}
