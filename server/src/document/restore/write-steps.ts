/** Writes planned steps into a text, touching only the blocks in which something changes. */
import * as Y from 'yjs'
import { TextCursor, type WriteContext } from '../cursor.ts'
import { type FormatMap, sameFormats } from '../formats.ts'
import { newBlockId } from '../ids.ts'
import { isId } from '../shape.ts'
import { flowsOn, isTableMarker, markerMap } from '../yjs.ts'
import type { BlockPart, CharactersPart, Part, TablePart } from './parts.ts'
import { rebuildTable } from './rebuild-table.ts'
import type { Insert, Step } from './steps.ts'

/** What formats words get. */
export interface Formatting {
  formatsOfKept(part: CharactersPart, wanted: Part): FormatMap
  formatsOfBroughtBack(part: Part): FormatMap
}

export interface Writing {
  text: Y.Text
  context: WriteContext
  formatting: Formatting
  random: () => number
}

/** Steps up to where the next block begins, as the text is. */
interface Line {
  steps: LineStep[]
  isChanged: boolean
}

/** With whether a block that begins here stands inside a run of characters, or between two blocks of one. */
type LineStep = Step & { mayFlow: boolean }

export function writeSteps(steps: readonly Step[], writing: Writing): void {
  for (const step of steps) if (step.do === 'keep') keepStart(step.part, step.wanted)
  let writer: LineWriter | null = null
  for (const line of toLines(steps, writing.formatting)) {
    if (!line.isChanged) {
      writer?.finish()
      writer = null
    } else if (writer === null) {
      writer = new LineWriter(writing)
      writer.begin(line.steps)
    } else writer.goOn(line.steps)
  }
  writer?.finish()
}

function toLines(steps: readonly Step[], formatting: Formatting): Line[] {
  const lines: Line[] = [{ steps: [], isChanged: false }]
  const flows = flowsAfter(steps)
  steps.forEach((step, at) => {
    if (step.do !== 'insert' && step.part.type !== 'characters') lines.push({ steps: [], isChanged: false })
    const line = lines.at(-1) as Line
    line.steps.push({ ...step, mayFlow: flows[at] === true })
    line.isChanged ||= isChange(step, formatting)
  })
  return lines
}

/** For each step: do formats run on into what stays behind it? */
function flowsAfter(steps: readonly Step[]): boolean[] {
  const flows: boolean[] = []
  let next = false
  for (const step of steps.toReversed()) {
    flows.push(next)
    if (step.do === 'keep')
      next = step.part.type === 'characters' || (step.part.type === 'block' && flowsOn(step.part.item))
  }
  return flows.reverse()
}

function isChange(step: Step, formatting: Formatting): boolean {
  if (step.do !== 'keep') return true
  const { part, wanted } = step
  if (wanted === null) return false
  // A table that is shown again stops the formats that ran over it.
  if (part.type === 'table') return !part.isBase
  return part.type === 'characters' && !sameFormats(part.formats, formatting.formatsOfKept(part, wanted))
}

/** A block gets the kind and level it is wanted to have; where a proposal would change them, it goes on doing so. */
function keepStart(part: Part, wanted: Part | null): void {
  if (wanted === null || part.type === 'characters' || wanted.type === 'characters') return
  const map = markerMap(part.item)
  if (isId(wanted.blockId) && wanted.blockId !== part.blockId) map.set('id', wanted.blockId)
  if (part.type === 'table') {
    if (!part.isBase) map.set('shown', 1)
  } else if (wanted.type === 'block' && !isTableMarker(part.item)) setKind(map, part, wanted)
}

function setKind(map: Y.Map<unknown>, part: BlockPart, { kind, level }: BlockPart): void {
  if (part.kind === kind && part.level === level) return
  const was = map.get('was')
  if (typeof was === 'object' && was !== null) map.set('was', { ...was, kind, level })
  else {
    if (part.kind !== kind) map.set('kind', kind)
    if (part.level !== level) map.set('level', level)
  }
}

class LineWriter {
  private readonly writing: Writing
  private cursor: TextCursor

  constructor(writing: Writing) {
    this.writing = writing
    this.cursor = new TextCursor(writing.text, null, writing.context)
  }

  /** The first line of several. */
  begin(steps: readonly LineStep[]): void {
    const { text, context } = this.writing
    const [first, ...rest] = steps
    const startsBlock = first !== undefined && first.do !== 'insert' && first.part.type !== 'characters'
    if (startsBlock && first.do === 'keep') {
      this.cursor = new TextCursor(text, first.part.item, context)
      this.write(rest)
    } else {
      if (startsBlock) this.cursor = TextCursor.before(text, first.part.item, context)
      this.write(steps)
    }
  }

  goOn(steps: readonly LineStep[]): void {
    this.cursor.finish()
    this.write(steps)
  }

  finish(): void {
    this.cursor.finish()
  }

  private write(steps: readonly LineStep[]): void {
    for (const step of steps) {
      if (step.do === 'insert') this.insert(step, step.mayFlow)
      else if (step.do === 'remove') this.cursor.remove(step.size)
      else if (step.part.type !== 'characters') this.cursor.keepMarker()
      else this.cursor.keep(step.size, this.formatsOfKept(step.part, step.wanted))
    }
  }

  private formatsOfKept(part: CharactersPart, wanted: Part | null): FormatMap {
    return wanted === null ? part.formats : this.writing.formatting.formatsOfKept(part, wanted)
  }

  private insert({ part, text, source, goesOn }: Insert, flows: boolean): void {
    if (source !== null) this.standBefore(source)
    const isExact = source !== null || goesOn
    if (part.type === 'characters') this.insertText(text, this.writing.formatting.formatsOfBroughtBack(part), isExact)
    else {
      this.cursor.finish(isExact)
      const { random } = this.writing
      if (part.type === 'table') this.cursor.insertMarker(this.rebuild(part), 'never')
      else this.cursor.insertMarker(newBlock(part, random), flows ? 'inside' : 'never')
    }
  }

  private standBefore({ client, clock }: { client: number; clock: number }): void {
    const item: unknown = Y.getItemCleanStart(this.writing.context.transaction, Y.createID(client, clock))
    if (item instanceof Y.Item) this.cursor.passTo(item)
  }

  private insertText(text: string, formats: FormatMap, isExact: boolean): void {
    text.split('\n').forEach((line, at) => {
      if (at > 0) this.cursor.insertBreak(formats, isExact)
      if (line !== '') this.cursor.insertText(line, formats, isExact)
    })
  }

  private rebuild(part: TablePart): Y.Map<unknown> {
    const { formatting, random } = this.writing
    return rebuildTable(part, { formatsOf: (each) => formatting.formatsOfBroughtBack(each), random })
  }
}

function newBlock({ blockId, kind, level }: BlockPart, random: () => number): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ['id', isId(blockId) ? blockId : newBlockId(random)],
    ['kind', kind],
    ['level', level],
  ])
}
