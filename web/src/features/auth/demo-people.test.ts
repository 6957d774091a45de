import { expect, it } from 'vitest'
import { groupByOrganization } from './demo-people.ts'

const teatr = { id: 'o12', name: 'Teatr', kind: 'NGO' as const }
const city = { id: 'c1', name: 'Biuro', kind: 'CITY' as const }
const archive = { id: 'o08', name: 'Archiwum', kind: 'NGO' as const }

it('puts organisations in order, the City last, and keeps people as they came', () => {
  const people = [
    { name: 'Felicja', organization: city },
    { name: 'Nadzieja', organization: teatr },
    { name: 'Adam', organization: archive },
    { name: 'Mikołaj', organization: teatr },
  ]
  const groups = groupByOrganization(people, (left, right) => left.localeCompare(right, 'pl'))
  expect(groups.map((group) => [group.organization.name, group.people.map((person) => person.name)])).toEqual([
    ['Archiwum', ['Adam']],
    ['Teatr', ['Nadzieja', 'Mikołaj']],
    ['Biuro', ['Felicja']],
  ])
})
