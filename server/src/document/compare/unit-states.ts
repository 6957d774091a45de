/** What each unit of a state is called, and where it belongs. */
import { computeLabels, type LabelInput, type UnitLabel } from '../labels.ts'
import type { UnitState } from './difference.ts'
import { type CompareState, type StateUnit, textOf } from './state.ts'

export interface DescribedUnits {
  states: UnitState[]
  /** Index of the unit each one stands under; -1 for none. */
  parents: Int32Array
  /** An empty § whose mark stands on the line of the ust below it. */
  lends: boolean[]
}

const NO_NAME: UnitLabel = { label: '', printed: '', reference: '', parentId: null }
/** Kinds without a mark are told apart by their place. */
const UNMARKED = ['paragraph', 'quote', 'bullet', 'table']
const ENUMERATED = ['pkt', 'lit', 'tiret']

/** Names and places of all units of a state; linear. */
export function describeUnits(state: CompareState): DescribedUnits {
  const inputs = state.map(labelInput)
  const labels = computeLabels(inputs)
  const indexOf = new Map(inputs.map(({ id }, index) => [id, index]))
  const parents = Int32Array.from(labels, ({ parentId }) => (parentId === null ? -1 : (indexOf.get(parentId) ?? -1)))
  const parts = partsOf(state, parents)
  const nths = countAlike(inputs, labels, parts)
  return {
    states: state.map((unit, index) => {
      const { label, printed, reference } = labels[index] ?? NO_NAME
      const part = headingText(state[parts[index] ?? -1])
      const nth = nths[index] ?? 0
      const ending = nth === 0 && reference !== '' && isEnding(inputs, index)
      return ownState(unit, { label, printed, reference, part, nth, ending })
    }),
    parents,
    lends: inputs.map(({ kind, isEmpty }, at) => kind === 'section' && isEmpty && inputs[at + 1]?.kind === 'ust'),
  }
}

type Place = Pick<UnitState, 'label' | 'printed' | 'reference' | 'part' | 'nth' | 'ending'>

/** Field by field: spread, this takes ten times as long. */
function ownState(unit: StateUnit, { label, printed, reference, part, nth, ending }: Place): UnitState {
  const { id, standing } = unit
  const isTable = unit.type === 'table'
  return {
    id,
    kind: isTable ? 'table' : unit.kind,
    level: isTable ? 0 : unit.level,
    label,
    printed,
    reference,
    part,
    nth,
    ending,
    standing,
    kindBy: isTable ? null : unit.kindBy,
    levelBy: isTable ? null : unit.levelBy,
  }
}

function labelInput(unit: StateUnit): LabelInput {
  if (unit.type === 'table') return { id: unit.id, kind: 'table', level: 0, isEmpty: false }
  return {
    id: unit.id,
    kind: unit.kind,
    level: unit.level,
    isEmpty: unit.runs.every((run: { text: string }) => run.text === ''),
  }
}

/** The heading each unit stands under, where no § or chapter is nearer; -1 for none. Parents stand before children. */
function partsOf(state: CompareState, parents: Int32Array): Int32Array {
  const parts = new Int32Array(state.length).fill(-1)
  parents.forEach((parent, index) => {
    const above = parent < 0 ? undefined : state[parent]
    if (above?.type !== 'block' || above.kind === 'section' || above.kind === 'chapter') return
    parts[index] = above.kind === 'heading' ? parent : (parts[parent] as number)
  })
  return parts
}

function headingText(unit: StateUnit | undefined): string {
  return unit?.type === 'block' ? textOf(unit.runs).trim() : ''
}

function isEnding(inputs: readonly LabelInput[], at: number): boolean {
  const isEnumerated = (unit: LabelInput | undefined) => unit !== undefined && ENUMERATED.includes(unit.kind)
  return inputs[at]?.kind === 'paragraph' && isEnumerated(inputs[at - 1]) && !isEnumerated(inputs[at + 1])
}

function countAlike(inputs: readonly LabelInput[], labels: readonly UnitLabel[], parts: Int32Array): number[] {
  const places = inputs.map(({ kind }, at) =>
    UNMARKED.includes(kind) ? `${kind}|${labels[at]?.reference}|${parts[at]}` : null,
  )
  const totals = new Map<string, number>()
  for (const place of places) if (place !== null) totals.set(place, (totals.get(place) ?? 0) + 1)
  const seen = new Map<string, number>()
  return places.map((place) => {
    if (place === null || totals.get(place) === 1) return 0
    const nth = (seen.get(place) ?? 0) + 1
    seen.set(place, nth)
    return nth
  })
}
