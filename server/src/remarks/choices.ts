import type { Named, Remark } from './remark.ts'

/** What the remarks of a document can be filtered by. */
export interface RemarkChoices {
  submitters: Named[]
  organizations: Named[]
  units: Named[]
}

const polish = new Intl.Collator('pl')

/** Each once: people and organisations by name, units in the order of the text, with those that hold them. */
export function choicesOf(remarks: readonly Remark[]): RemarkChoices {
  return {
    submitters: byName(remarks.flatMap(({ submitter }) => submitter ?? [])),
    organizations: byName(remarks.flatMap(({ organization }) => organization ?? [])),
    units: unitsOf(remarks),
  }
}

function byName(named: readonly Named[]): Named[] {
  const each = new Map(named.map((one) => [one.id, one]))
  return [...each.values()].sort((one, other) => polish.compare(one.name, other.name))
}

/** Text between units bears the name of the unit it belongs to: of several blocks of one name the outermost stands for all. */
function unitsOf(remarks: readonly Remark[]): Named[] {
  const inOrder = [...remarks].sort((one, other) => (one.unit.place ?? 0) - (other.unit.place ?? 0))
  const units = new Map<string, Named>()
  for (const unit of inOrder.flatMap(({ unit }) => unit.path)) {
    if (unit.name !== '' && !units.has(unit.name)) units.set(unit.name, unit)
  }
  return [...units.values()]
}
