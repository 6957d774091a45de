import type { DemoDocument } from './demo-document.ts'
import { recommendationCard } from './recommendation-card.ts'

const EDITOR_GRANT = { to: 'person-lucja-gzymsik', role: 'EDITOR', manage: true } as const

/** Recommendations still being written (`domain.md` §4.2). */
export const OPEN_RECOMMENDATIONS: readonly DemoDocument[] = [
  {
    id: 'demo-kfl-2026-04',
    kind: 'RECOMMENDATION',
    title: 'Dostępność lokali społecznych',
    signature: 'KFL/2026/04',
    tags: ['dostepnosc'],
    stage: 'CONSULTATION',
    organizationId: 'o03',
    createdBy: 'person-bozena-schodek',
    createdAt: '2026-06-09T19:15:00+02:00',
    writings: [
      {
        by: 'person-bozena-schodek',
        at: '2026-06-09T19:18:00+02:00',
        blocks: recommendationCard({
          problem:
            'Część lokali jest niedostępna dla osób z niepełnosprawnościami, a najemcy dowiadują się o tym po podpisaniu umowy.',
          recommendation: [
            'Wykonać przegląd dostępności lokali przeznaczonych dla organizacji według wspólnej karty.',
            'Publikować wynik w wykazie lokali.',
            'Zaplanować co roku pulę na usuwanie barier.',
          ],
          grounds: 'Usługi społeczne finansowane publicznie powinny być dostępne dla wszystkich.',
          addressee: 'Prezydent Miasta; BD (demo).',
          effect: 'Do końca 2028 r. 60% lokali z kartą dostępności.',
        }),
      },
    ],
    rewordings: [],
    grants: [EDITOR_GRANT, { to: 'o11', role: 'EDITOR' }, { to: 'person-ksawery-podjazd', role: 'COMMENTER' }],
  },
  {
    id: 'demo-kfl-2026-05',
    kind: 'RECOMMENDATION',
    title: 'Współdzielenie przestrzeni w instytucjach kultury i edukacji',
    signature: 'KFL/2026/05',
    tags: ['wspoldzielenie', 'kultura_edukacja'],
    stage: 'FORUM_DISCUSSION',
    organizationId: 'o12',
    createdBy: 'person-nadzieja-kurtyna',
    createdAt: '2026-09-17T18:30:00+02:00',
    writings: [
      {
        by: 'person-nadzieja-kurtyna',
        at: '2026-09-17T18:34:00+02:00',
        blocks: recommendationCard({
          problem:
            'Sale szkolne i domów kultury stoją puste po południu, a organizacje szukają miejsc na próby i spotkania. Każda placówka ma inne zasady.',
          recommendation: [
            'Uzgodnić wzorcowy regulamin i stawkę za godzinę.',
            'Uruchomić wspólny kalendarz rezerwacji.',
            'Przeprowadzić pilotaż w 10 placówkach przez jeden rok szkolny.',
          ],
          grounds: 'Współdzielenie jest najtańszym sposobem powiększenia bazy lokalowej.',
          addressee: 'Wydział Edukacji (demo), instytucje kultury.',
          effect: '2 000 godzin udostępnionych w pilotażu.',
        }),
      },
    ],
    rewordings: [],
    grants: [EDITOR_GRANT, { to: 'person-cwiklina-laweczka', role: 'EDITOR' }, { to: 'o01', role: 'EDITOR' }],
  },
]
