import type { Named, Remark, RemarkUnit } from './remark.ts'

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

interface Unit extends Named {
  /** Of the last heading above it. */
  heading: string
}

/**
 * Text between units bears the name of the unit it belongs to, which stands for it. Numbers begin anew under each heading:
 * different units of one name are told apart by it, and by their order where that says nothing.
 */
function unitsOf(remarks: readonly Remark[]): Named[] {
  const inOrder = [...remarks].sort((one, other) => (one.unit.place ?? 0) - (other.unit.place ?? 0))
  const units = new Map(inOrder.flatMap(({ unit }) => namedOf(unit)).map((unit) => [unit.id, unit]))
  const each = [...units.values()]
  const byHeading = toldApart(each, ({ heading }) => (heading === '' ? '' : ` – ${heading}`))
  const counts = new Map<string, number>()
  return toldApart(byHeading, ({ name }) => {
    counts.set(name, (counts.get(name) ?? 0) + 1)
    return ` (${counts.get(name)})`
  }).map(({ id, name }) => ({ id, name }))
}

function namedOf({ path }: RemarkUnit): Unit[] {
  return path.flatMap(({ id, name }, index) => {
    const above = path.slice(0, index)
    if (name === '' || above.some((step) => step.name === name)) return []
    return [{ id, name, heading: above.findLast(({ heading }) => heading !== undefined)?.heading ?? '' }]
  })
}

function toldApart(units: readonly Unit[], by: (unit: Unit) => string): Unit[] {
  const times = new Map<string, number>()
  for (const { name } of units) times.set(name, (times.get(name) ?? 0) + 1)
  return units.map((unit) => (times.get(unit.name) === 1 ? unit : { ...unit, name: unit.name + by(unit) }))
}
