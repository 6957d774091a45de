import type { DemoDocument, DemoGrant } from './demo-document.ts'
import { PROGRAMME_CLOSING, PROGRAMME_REWORDINGS } from './programme-closing.ts'
import { PROGRAMME_OPENING } from './programme-opening.ts'
import type { NamedVersion } from './sitting.ts'

/** Organisations whose people write the programme together; the one that leads it needs no right of its own. */
const WRITING_ORGANIZATIONS = ['o02', 'o03', 'o04', 'o05', 'o08', 'o09', 'o10', 'o12']

const GRANTS: readonly DemoGrant[] = [
  ...WRITING_ORGANIZATIONS.map((to): DemoGrant => ({ to, role: 'EDITOR' })),
  { to: 'person-bozena-schodek', role: 'EDITOR', manage: true },
  { to: 'person-lucja-gzymsik', role: 'EDITOR', manage: true },
  { to: 'city-bp', role: 'COMMENTER' },
  { to: 'person-regina-metraz', role: 'READER' },
]

const VERSIONS: readonly NamedVersion[] = [
  {
    by: 'person-leon-framuga',
    at: '2026-09-10T09:00:00+02:00',
    name: 'Na posiedzenie Forum',
    note: 'Tekst rozesłany przed posiedzeniem 10 września.',
  },
  {
    by: 'person-bozena-schodek',
    at: '2026-09-18T12:00:00+02:00',
    name: 'Projekt do konsultacji',
    note: 'Konsultacje trwają od 21 września do 16 października 2026 r.',
  },
]

export const PROGRAMME_2027: DemoDocument = {
  id: 'demo-program-2027',
  kind: 'PROGRAMME',
  title: 'Program współpracy na rok 2027',
  signature: null,
  tags: [],
  stage: 'CONSULTATION',
  organizationId: 'o01',
  createdBy: 'person-leon-framuga',
  createdAt: '2026-06-10T10:05:00+02:00',
  writings: [...PROGRAMME_OPENING, ...PROGRAMME_CLOSING],
  rewordings: PROGRAMME_REWORDINGS,
  versions: VERSIONS,
  grants: GRANTS,
}
