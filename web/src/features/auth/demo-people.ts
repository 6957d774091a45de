interface Person {
  name: string
  organization: { id: string; name: string; kind: 'NGO' | 'CITY' }
}

export interface PeopleGroup<P extends Person> {
  organization: P['organization']
  people: P[]
}

/** Organisations in alphabetical order, the City's units after them; the order of people within is kept. */
export function groupByOrganization<P extends Person>(
  people: readonly P[],
  compare: (left: string, right: string) => number,
): PeopleGroup<P>[] {
  const groups = new Map<string, PeopleGroup<P>>()
  for (const person of people) {
    const known = groups.get(person.organization.id)
    const group: PeopleGroup<P> = known ?? { organization: person.organization, people: [] }
    group.people.push(person)
    groups.set(person.organization.id, group)
  }
  const isCity = (group: PeopleGroup<P>) => Number(group.organization.kind === 'CITY')
  return [...groups.values()].sort(
    (left, right) => isCity(left) - isCity(right) || compare(left.organization.name, right.organization.name),
  )
}
