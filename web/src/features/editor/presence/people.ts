/** One tab of somebody, as the sync session lists it. */
export interface PresentTab {
  clientId: number
  person: { id: string; name: string }
  organization: string | null
  color: number
  anchor: Uint8Array | null
  head: Uint8Array | null
}

/** Somebody who is here, with as many tabs as they like. */
export interface PresentPerson {
  id: string
  name: string
  organization: string | null
  color: number
  isMe: boolean
  /** Where their newest caret is, to jump there. */
  head: Uint8Array | null
}

/** Me first, then by name. The last tab with a caret says where a person is. */
export function peopleHere(
  tabs: readonly PresentTab[],
  myId: string,
  compare: (a: string, b: string) => number,
): PresentPerson[] {
  const people = new Map<string, PresentPerson>()
  for (const { person, organization, color, head } of tabs) {
    const known = people.get(person.id)
    people.set(person.id, {
      id: person.id,
      name: person.name,
      organization,
      color: known?.color ?? color,
      isMe: person.id === myId,
      head: head ?? known?.head ?? null,
    })
  }
  return [...people.values()].sort((a, b) => Number(b.isMe) - Number(a.isMe) || compare(a.name, b.name))
}

export interface Comings {
  came: string[]
  left: string[]
}

/** Names of others who came or left between two looks. */
export function comings(before: readonly PresentPerson[], now: readonly PresentPerson[]): Comings {
  const names = (people: readonly PresentPerson[], absent: readonly PresentPerson[]) => {
    const absentIds = new Set(absent.map((person) => person.id))
    return people.filter((person) => !person.isMe && !absentIds.has(person.id)).map((person) => person.name)
  }
  return { came: names(now, before), left: names(before, now) }
}
