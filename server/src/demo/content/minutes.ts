import { bullet, type Draft, heading, number, paragraph, table } from '../../templates/outline.ts'
import type { DemoDocument } from './demo-document.ts'
import { NGOS } from './organizations.ts'

/** Who sat at the meeting; o07 was absent, o06 was represented by its deputy (`domain.md` §4.4). */
const ABSENT = 'o07'
const BY_DEPUTY = 'o06'

const attendance = NGOS.map(({ id, name, people }) => {
  if (id === ABSENT) return [name, '–', 'nieobecność']
  const place = id === BY_DEPUTY ? 1 : 0
  return [name, people[place]?.name ?? '', id === BY_DEPUTY ? 'zastępstwo' : 'reprezentacja']
})

const BLOCKS: readonly Draft[] = [
  paragraph('Data: 7 lipca 2026 r. Posiedzenie prowadziła Bożena Schodek.'),
  heading('Obecność'),
  table([['Organizacja', 'Osoba', 'Rola'], ...attendance]),
  paragraph('Obecnych było 11 z 12 organizacji.'),
  heading('Porządek obrad'),
  number('Przyjęcie porządku obrad.'),
  number('Redakcja prawna rekomendacji KFL/2026/02 oraz przyjęcie rekomendacji KFL/2026/01 i KFL/2026/02.'),
  number('Głosowanie nad rekomendacją KFL/2026/03 „Rozliczanie remontów”.'),
  number('Wolne wnioski.'),
  heading('Głosowania'),
  table([
    ['Przedmiot głosowania', 'Za', 'Przeciw', 'Wstrzymało się'],
    ['Rekomendacja KFL/2026/03', '9', '1', '1'],
  ]),
  paragraph('Rekomendacja KFL/2026/03 została przyjęta i czeka na przekazanie Miastu.'),
  heading('Zdania odrębne'),
  paragraph('Fundacja Szufladowe Archiwum: „Próg 6 miesięcy jest zbyt wysoki przy obecnym budżecie.”'),
  heading('Ustalenia i terminy'),
  bullet('Przyjęto rekomendacje KFL/2026/01 i KFL/2026/02, tę drugą w brzmieniu po redakcji prawnej.'),
  bullet('Przekazanie Miastu rekomendacji KFL/2026/01 i KFL/2026/02: 14 lipca 2026 r.'),
  bullet('Uzgodniony termin stanowiska: 14 sierpnia 2026 r.'),
]

export const MINUTES_OF_JULY: DemoDocument = {
  id: 'demo-protokol-2026-07-07',
  kind: 'OTHER',
  title: 'Protokół z posiedzenia Forum 7 lipca 2026 r.',
  signature: null,
  tags: [],
  stage: 'DRAFT',
  organizationId: 'o03',
  createdBy: 'person-zaneta-porecz',
  createdAt: '2026-07-07T17:15:00+02:00',
  writings: [{ by: 'person-zaneta-porecz', at: '2026-07-07T17:20:00+02:00', blocks: BLOCKS }],
  rewordings: [],
  grants: NGOS.filter(({ id }) => id !== 'o03').map(({ id }) => ({ to: id, role: 'COMMENTER' as const })),
}
