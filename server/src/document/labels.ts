/** Labels of the whole document by one fold over its blocks: nothing is typed, so nothing has to be renumbered. */
import { type BlockKind, MAX_LEVEL } from './content.ts'
import { joinNames, listMark, type UnitKind, unitMark, unitName } from './labels-marks.ts'

/** What the fold needs to know of a block. `isEmpty`: it holds no text of its own. */
export interface LabelInput {
  readonly id: string
  readonly kind: BlockKind | 'table'
  readonly level: number
  readonly isEmpty: boolean
}

export interface UnitLabel {
  /** The block's own mark: „Rozdział 1.”, „§ 3.”, „2.”, „4)”, „a)”, „–”; '' where it has none. */
  label: string
  /** The mark in print: an empty § lends its own to the ust right below it, so '' there and „§ 3. 1.” here. */
  printed: string
  /** The name in words: „§ 6 ust. 2 pkt 4 lit. a”; text between units carries the name of the unit it belongs to. */
  reference: string
  parentId: string | null
}

const UNIT_RANK: Readonly<Record<UnitKind, number>> = { chapter: 0, section: 1, ust: 2, pkt: 3, lit: 4, tiret: 5 }
const SECTION_RANK = UNIT_RANK.section
const UST_RANK = UNIT_RANK.ust

interface Place {
  id: string
  reference: string
}

/**
 * Labels, references and parents, aligned with `blocks`. Linear; never throws, whatever the order of kinds:
 * a unit without its usual parent hangs under the nearest earlier block of higher rank, or under nothing.
 */
export function computeLabels(blocks: readonly LabelInput[]): UnitLabel[] {
  const fold = new LabelFold(soleUsts(blocks))
  return blocks.map((block, index) => fold.next(block, index, lendsLabel(blocks, index), lendsLabel(blocks, index - 1)))
}

/** An empty § directly followed by an ust: both marks stand on one line. */
function lendsLabel(blocks: readonly LabelInput[], index: number): boolean {
  const block = blocks[index]
  return block?.kind === 'section' && block.isEmpty && blocks[index + 1]?.kind === 'ust'
}

/** Places of usts that are all their § consists of, enumeration included; a table beside one keeps its number. */
function soleUsts(blocks: readonly LabelInput[]): ReadonlySet<number> {
  const sole = new Set<number>()
  let candidate = -1
  let parts = 0
  const close = () => {
    if (candidate >= 0 && parts === 1) sole.add(candidate)
    candidate = -1
    parts = 0
  }
  blocks.forEach(({ kind }, index) => {
    if (kind === 'section' || kind === 'chapter' || kind === 'heading') close()
    if (lendsLabel(blocks, index)) candidate = index + 1
    if (kind === 'ust' || kind === 'table') parts += 1
  })
  close()
  return sole
}

class LabelFold {
  private readonly counts: number[] = [0, 0, 0, 0, 0, 0]
  private readonly open: (Place | undefined)[] = []
  private readonly headings: (Place | undefined)[] = []
  private readonly listCounts: number[] = []
  private readonly listItems: (Place | undefined)[] = []
  /** The last chapter or heading: what a unit without a higher one belongs to. */
  private container: Place | undefined
  private chapter: Place | undefined
  private sectionLabel = ''
  private readonly sole: ReadonlySet<number>

  constructor(sole: ReadonlySet<number>) {
    this.sole = sole
  }

  next(block: LabelInput, index: number, lends: boolean, borrows: boolean): UnitLabel {
    const { kind } = block
    if (kind === 'bullet' || kind === 'number') return this.listItem(block, kind)
    this.listCounts.length = 0
    this.listItems.length = 0
    if (kind === 'heading') return this.heading(block)
    if (kind in UNIT_RANK) return this.unit(block.id, kind as UnitKind, this.sole.has(index), lends, borrows)
    return this.between()
  }

  private unit(id: string, kind: UnitKind, sole: boolean, lends: boolean, borrows: boolean): UnitLabel {
    const rank = UNIT_RANK[kind]
    const ordinal = (this.counts[rank] ?? 0) + 1
    this.counts[rank] = ordinal
    this.closeBelow(rank)
    const parent = this.enclosing(rank)
    const label = sole ? '' : unitMark(kind, ordinal)
    const own = sole ? '' : unitName(kind, ordinal)
    const reference = kind === 'section' ? own : joinNames(parent?.reference ?? '', own)
    this.openUnit(rank, { id, reference })
    if (kind === 'section') this.sectionLabel = label
    const printed = borrows ? joinNames(this.sectionLabel, label) : lends ? '' : label
    return { label, printed, reference, parentId: parent?.id ?? null }
  }

  private openUnit(rank: number, place: Place): void {
    this.open[rank] = place
    if (rank > UNIT_RANK.chapter) return
    this.chapter = place
    this.container = place
    this.headings.length = 0
  }

  private heading(block: LabelInput): UnitLabel {
    const level = clampLevel(block.level)
    this.headings.length = level
    const parent = this.headings.findLast((place) => place !== undefined) ?? this.chapter
    this.container = { id: block.id, reference: '' }
    this.headings[level] = this.container
    this.closeBelow(UNIT_RANK.chapter)
    return { label: '', printed: '', reference: '', parentId: parent?.id ?? null }
  }

  private listItem(block: LabelInput, kind: 'bullet' | 'number'): UnitLabel {
    const level = clampLevel(block.level)
    const ordinal = kind === 'number' ? (this.listCounts[level] ?? 0) + 1 : 0
    this.listCounts.length = level
    this.listCounts[level] = ordinal
    this.listItems.length = level
    const outer = this.listItems.findLast((place) => place !== undefined)
    const { parentId, reference } = this.between()
    this.listItems[level] = { id: block.id, reference }
    const label = kind === 'number' ? listMark(ordinal, level) : ''
    return { label, printed: label, reference, parentId: outer?.id ?? parentId }
  }

  /** Text between units: after an enumeration it is the common ending of the ust (or of the § without ust). */
  private between(): UnitLabel {
    const parent = this.open[UST_RANK] ?? this.open[SECTION_RANK] ?? this.container
    return { label: '', printed: '', reference: parent?.reference ?? '', parentId: parent?.id ?? null }
  }

  private enclosing(rank: number): Place | undefined {
    for (let above = rank - 1; above >= SECTION_RANK; above -= 1) {
      if (this.open[above] !== undefined) return this.open[above]
    }
    return rank === UNIT_RANK.chapter ? undefined : this.container
  }

  /** § numbering runs through the chapters: a § is closed by a higher block, its count goes on. */
  private closeBelow(rank: number): void {
    for (let below = rank + 1; below <= UNIT_RANK.tiret; below += 1) {
      this.open[below] = undefined
      if (below !== SECTION_RANK) this.counts[below] = 0
    }
  }
}

function clampLevel(level: number): number {
  return Math.min(Math.max(Math.trunc(level) || 0, 0), MAX_LEVEL)
}
