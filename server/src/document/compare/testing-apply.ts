/** For tests: what a difference makes of the old state. Throws where it says something the old state does not. */
import type { Block, Inline } from '../content.ts'
import type { Difference, Piece, TableDifference, UnitDifference } from './difference.ts'
import type { CompareState, Look, StateRun, StateUnit } from './state.ts'

interface Character {
  text: string
  look: Look
}

/** The new state as content, made of nothing but the old state and the difference. */
export function applyDifference(before: CompareState, { units }: Difference): Block[] {
  const source = new Source(before)
  const out: Block[] = []
  for (const unit of units) {
    if (unit.type === 'table') addTable(out, unit, source)
    else addBlock(out, unit, source)
  }
  source.assertUsedUp()
  return out
}

/** A state as content: what `applyDifference` is to be equal to. */
export function toContent(state: CompareState): Block[] {
  return state.map((unit): Block => {
    if (unit.type === 'block') {
      const { type, id, kind, level } = unit
      return { type, id, kind, level, content: toInline(charactersOf(unit.runs)) }
    }
    const rows = unit.rows.map(({ id, header, cells }) => ({
      id,
      cells: cells.map((runs, at) => ({
        id: unit.columns[at]?.id ?? '',
        header,
        content: toInline(charactersOf(runs)),
      })),
    }))
    return { type: 'table', id: unit.id, rows }
  })
}

/** The characters of the old state, each to be kept or taken out exactly once. */
class Source {
  private readonly lines = new Map<string, Character[]>()

  constructor(state: CompareState) {
    for (const unit of state) {
      for (const [key, runs] of linesOf(unit)) this.lines.set(key, charactersOf(runs))
    }
  }

  /** The text of the pieces in the new state. */
  read(key: string, pieces: readonly Piece[]): Character[] {
    const line = this.lines.get(key) ?? []
    const out: Character[] = []
    for (const piece of pieces) {
      const gone = piece.change === 'insert' ? '' : piece.change === 'space' ? piece.before : piece.text
      const taken = line.splice(0, gone.length)
      if (taken.map(({ text }) => text).join('') !== gone) throw new Error(`${key} holds no „${gone}” here`)
      if (piece.change === 'keep') out.push(...relooked(taken, piece.lookBefore ?? piece.look, piece.look))
      else if (piece.change !== 'delete')
        out.push(...[...split(piece.text)].map((text) => ({ text, look: piece.look })))
    }
    return out
  }

  assertUsedUp(): void {
    for (const [key, line] of this.lines)
      if (line.length > 0) throw new Error(`${key}: „${line.map(({ text }) => text).join('')}” is not accounted for`)
  }
}

function relooked(taken: readonly Character[], before: Look, after: Look): Character[] {
  return taken.map(({ text, look }) => {
    if (JSON.stringify(sorted(look)) !== JSON.stringify(sorted(before))) throw new Error(`„${text}” looked otherwise`)
    return { text, look: after }
  })
}

function linesOf(unit: StateUnit): [key: string, runs: StateRun[]][] {
  if (unit.type === 'block') return [[unit.id, unit.runs]]
  return unit.rows.flatMap(({ id, cells }) =>
    cells.map((runs, at): [string, StateRun[]] => [`${unit.id}/${id}/${unit.columns[at]?.id}`, runs]),
  )
}

function addBlock(out: Block[], unit: Extract<UnitDifference, { type: 'block' }>, source: Source): void {
  const { before, after, splitFrom, joinedTo, pieces } = unit
  const content = source.read(splitFrom ?? before?.id ?? '', pieces)
  if (after !== null && after.kind !== 'table') {
    out.push({ type: 'block', id: after.id, kind: after.kind, level: after.level, content: toInline(content) })
    return
  }
  const target = out.find((block) => block.type === 'block' && block.id === joinedTo)
  if (target?.type === 'block') target.content = toInline([...fromInline(target.content), ...content])
  else if (content.length > 0) throw new Error('Words without a block')
}

function addTable(out: Block[], { before, after, columns, rows }: TableDifference, source: Source): void {
  const table: Block = { type: 'table', id: after?.id ?? '', rows: [] }
  for (const row of rows) {
    const cells = columns.map((column, at) => {
      const key = `${before?.id}/${row.idBefore ?? ''}/${column.idBefore ?? ''}`
      return { column, content: toInline(source.read(key, row.cells[at] ?? [])) }
    })
    if (row.placeAfter === null) continue
    const kept = cells
      .filter(({ column }) => column.placeAfter !== null)
      .sort((x, y) => x.column.placeAfter! - y.column.placeAfter!)
    table.rows[row.placeAfter - 1] = {
      id: row.idAfter ?? '',
      cells: kept.map(({ column, content }) => ({ id: column.idAfter ?? '', header: row.headerAfter, content })),
    }
  }
  if (after !== null) out.push(table)
}

function charactersOf(runs: readonly StateRun[]): Character[] {
  return runs.flatMap(({ text, look }) => split(text).map((each) => ({ text: each, look })))
}

function split(text: string): string[] {
  return text.split('')
}

function toInline(characters: readonly Character[]): Inline[] {
  const out: { text: string; formats?: Look }[] = []
  for (const { text, look } of characters) {
    const formats = sorted(look)
    const last = out.at(-1)
    if (last !== undefined && JSON.stringify(last.formats ?? {}) === JSON.stringify(formats)) last.text += text
    else out.push({ text, ...(Object.keys(formats).length > 0 && { formats }) })
  }
  return out
}

function fromInline(content: readonly Inline[]): Character[] {
  return content.flatMap((piece) =>
    'text' in piece ? split(piece.text).map((text) => ({ text, look: piece.formats ?? {} })) : [],
  )
}

function sorted(look: Look): Look {
  return Object.fromEntries(Object.entries(look).sort(([a], [b]) => (a < b ? -1 : 1)))
}
