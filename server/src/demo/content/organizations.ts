import type { MembershipRole, OrganizationKind } from '@app/prisma'
import { fold } from '../../documents/search.ts'

/** Invented organisations and people (`domain.md` §4.0). The letters ć ł ś ź ż at their beginnings are deliberate. */
export interface DemoPerson {
  id: string
  name: string
  email: string
  roles: readonly MembershipRole[]
}

export interface DemoOrganization {
  id: string
  name: string
  kind: OrganizationKind
  area: string
  krs: string | null
  people: readonly DemoPerson[]
}

/** `person-wanda-okienna`: the same in every demo, so that tests and links can name a person. */
function person(name: string, ...roles: MembershipRole[]): DemoPerson {
  const ascii = fold(name)
  const id = `person-${ascii.replaceAll(' ', '-')}`
  return { id, name, email: `${ascii.replaceAll(' ', '.')}@example.org`, roles }
}

function ngo(number: number, name: string, area: string, people: readonly DemoPerson[]): DemoOrganization {
  const digits = String(number).padStart(2, '0')
  return { id: `o${digits}`, name, kind: 'NGO', area, krs: `00000000${digits}`, people }
}

function office(id: string, name: string, area: string, people: readonly DemoPerson[]): DemoOrganization {
  return { id, name, kind: 'CITY', area, krs: null, people }
}

export const NGOS: readonly DemoOrganization[] = [
  ngo(1, 'Fundacja Trzy Okna', 'kultura sąsiedzka', [
    person('Wanda Okienna', 'MEMBER'),
    person('Leon Framuga', 'DEPUTY', 'COORDINATOR'),
  ]),
  ngo(2, 'Stowarzyszenie Klucz do Klatki', 'lokatorzy i sąsiedzi', [
    person('Tadeusz Kluczyński-Wymyślny', 'MEMBER'),
    person('Olga Zamkowa-Wymyślna', 'DEPUTY'),
  ]),
  ngo(3, 'Fundacja Niski Próg Wysokie Loty', 'dostępność', [
    person('Bożena Schodek', 'MEMBER', 'CHAIR'),
    person('Żaneta Poręcz', 'DEPUTY'),
  ]),
  ngo(4, 'Towarzystwo Cichych Bram', 'dziedzictwo', [
    person('Ignacy Parterowicz', 'MEMBER'),
    person('Łucja Gzymsik', 'DEPUTY'),
  ]),
  ngo(5, 'Spółdzielnia Socjalna Ciepły Kaflowy Piec', 'ekonomia społeczna', [
    person('Ścibor Kafelek', 'MEMBER'),
    person('Ewa Żeliwna', 'DEPUTY'),
  ]),
  ngo(6, 'Stowarzyszenie Podwórko Numer Zero', 'dzieci i młodzież', [
    person('Ćwiklina Ławeczka', 'MEMBER'),
    person('Jan Trzepak', 'DEPUTY'),
  ]),
  ngo(7, 'Klub Sportowy Wiatr spod Wiaty', 'sport', [person('Roch Wiata', 'MEMBER'), person('Iga Bieżnia', 'DEPUTY')]),
  ngo(8, 'Fundacja Szufladowe Archiwum', 'pamięć lokalna', [
    person('Źdźbława Szuflada', 'MEMBER'),
    person('Adam Segregator', 'DEPUTY'),
  ]),
  ngo(9, 'Stowarzyszenie Most Zmyślony', 'integracja cudzoziemców', [
    person('Oksana Mostowa', 'MEMBER'),
    person('Daniel Przęsło', 'DEPUTY'),
  ]),
  ngo(10, 'Fundacja Zielony Parapet', 'ekologia', [
    person('Hiacynta Doniczka', 'MEMBER'),
    person('Błażej Konewka', 'DEPUTY'),
  ]),
  ngo(11, 'Koło Seniorek i Seniorów Złota Klamka', 'seniorzy', [
    person('Genowefa Klamka', 'MEMBER'),
    person('Zenon Wycieraczka', 'DEPUTY'),
  ]),
  ngo(12, 'Teatr Społeczny Kurtyna z Kredy', 'teatr, edukacja', [
    person('Nadzieja Kurtyna', 'MEMBER'),
    person('Mikołaj Rampa', 'DEPUTY'),
  ]),
]

export const OFFICES: readonly DemoOrganization[] = [
  office('city-bp', 'Biuro Pełnomocnika (demo)', 'współpraca z organizacjami', [
    person('Felicja Pieczątka', 'PLENIPOTENTIARY'),
    person('Kazimierz Obiegowy', 'STAFF'),
  ]),
  office('city-zzl', 'Zarząd Zasobu Lokalowego (demo)', 'lokale', [person('Regina Metraż', 'STAFF')]),
  office('city-wf', 'Wydział Finansów (demo)', 'finanse', [person('Emil Saldo', 'STAFF')]),
  office('city-we', 'Wydział Edukacji (demo)', 'edukacja', [person('Ludwika Dzwonek', 'STAFF')]),
  office('city-bd', 'Biuro ds. Dostępności (demo)', 'dostępność', [person('Ksawery Podjazd', 'STAFF')]),
  office('city-bip', 'Redakcja BIP (demo)', 'publikacje', [person('Honorata Metryczka', 'BIP_EDITOR')]),
]

export const ORGANIZATIONS: readonly DemoOrganization[] = [...NGOS, ...OFFICES]

/** The organisation a demo person speaks for. */
export function organizationOf(personId: string): string {
  const found = ORGANIZATIONS.find(({ people }) => people.some(({ id }) => id === personId))
  if (found === undefined) throw new Error(`No demo person ${personId}`)
  return found.id
}
