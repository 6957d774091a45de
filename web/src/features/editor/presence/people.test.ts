import { describe, expect, it } from 'vitest'
import { comings, type PresentTab, peopleHere } from './people.ts'

const tab = (clientId: number, id: string, name: string, head: number | null = null): PresentTab => ({
  clientId,
  person: { id, name },
  organization: 'Fundacja Trzy Okna',
  color: clientId % 12,
  anchor: null,
  head: head === null ? null : new Uint8Array([head]),
})
const compare = new Intl.Collator('pl').compare

describe('who is here', () => {
  it('counts the tabs of one person once and puts me first', () => {
    const tabs = [
      tab(1, 'z', 'Żaneta Poręcz'),
      tab(2, 'l', 'Łucja Gzymsik', 7),
      tab(3, 'l', 'Łucja Gzymsik'),
      tab(4, 'me', 'Zenon'),
    ]
    const people = peopleHere(tabs, 'me', compare)
    expect(people.map((person) => person.name)).toEqual(['Zenon', 'Łucja Gzymsik', 'Żaneta Poręcz'])
    expect(people[1]?.head).toEqual(new Uint8Array([7]))
    expect(people[1]?.color).toBe(2)
  })

  it('tells who came and who left, but not about me or a second tab', () => {
    const before = peopleHere([tab(1, 'a', 'Anna'), tab(2, 'me', 'Ja')], 'me', compare)
    const now = peopleHere([tab(3, 'b', 'Bożena'), tab(4, 'b', 'Bożena')], 'me', compare)
    expect(comings(before, now)).toEqual({ came: ['Bożena'], left: ['Anna'] })
    expect(comings(now, now)).toEqual({ came: [], left: [] })
  })
})
