import type { DemoDocument } from './demo-document.ts'
import { recommendationCard } from './recommendation-card.ts'

const EDITOR_GRANT = { to: 'person-lucja-gzymsik', role: 'EDITOR', manage: true } as const

/** Recommendations adopted on 7 July 2026 (`domain.md` §4.2). */
export const ADOPTED_RECOMMENDATIONS: readonly DemoDocument[] = [
  {
    id: 'demo-kfl-2026-01',
    kind: 'RECOMMENDATION',
    title: 'Jawny wykaz lokali dla organizacji',
    signature: 'KFL/2026/01',
    tags: ['zasob', 'monitoring'],
    stage: 'ANSWERED',
    organizationId: 'o01',
    createdBy: 'person-wanda-okienna',
    createdAt: '2026-05-12T17:20:00+02:00',
    writings: [
      {
        by: 'person-wanda-okienna',
        at: '2026-05-12T17:24:00+02:00',
        blocks: recommendationCard({
          problem:
            'Organizacje dowiadują się o wolnych lokalach przypadkiem. Ogłoszenia są rozproszone i nie zawierają informacji o stanie technicznym ani o barierach.',
          recommendation: [
            'Prowadzić jeden publiczny wykaz lokali przewidzianych dla organizacji, aktualizowany co miesiąc.',
            'Przy każdym lokalu podawać metraż, stan techniczny, dostępność i przewidywany czynsz.',
          ],
          grounds: 'Wspólne źródło danych skraca czas pustostanów i wyrównuje szanse małych organizacji.',
          addressee: 'Prezydent Miasta; jednostka zarządzająca zasobem.',
          effect:
            'Krótszy średni czas od zwolnienia do zasiedlenia lokalu (cel: z 9 do 5 miesięcy, liczby przykładowe).',
        }),
      },
    ],
    rewordings: [],
    grants: [EDITOR_GRANT],
  },
  {
    id: 'demo-kfl-2026-02',
    kind: 'RECOMMENDATION',
    title: 'Stabilne umowy najmu dla organizacji z doświadczeniem',
    signature: 'KFL/2026/02',
    tags: ['umowa'],
    stage: 'ANSWERED',
    organizationId: 'o02',
    createdBy: 'person-tadeusz-kluczynski-wymyslny',
    createdAt: '2026-05-12T18:02:00+02:00',
    writings: [
      {
        by: 'person-tadeusz-kluczynski-wymyslny',
        at: '2026-05-12T18:05:00+02:00',
        blocks: recommendationCard({
          problem: 'Krótkie umowy utrudniają inwestowanie w lokal i ubieganie się o wieloletnie dotacje.',
          recommendation: ['Zawierać umowy najmu na 10 lat ze wszystkimi organizacjami.'],
          grounds: 'Przewidywalność najmu przekłada się na ciągłość usług dla mieszkańców i lepsze utrzymanie lokali.',
          addressee: 'Rada Miasta (zmiana uchwały), Prezydent Miasta (projekt).',
          effect: 'Mniejsza rotacja, większy wkład własny organizacji w remonty.',
        }),
      },
    ],
    rewordings: [
      {
        by: 'person-ignacy-parterowicz',
        at: '2026-06-09T18:31:00+02:00',
        find: 'Zawierać umowy najmu na 10 lat ze wszystkimi organizacjami.',
        replacement:
          'Umożliwić zawieranie umów najmu na co najmniej 5 lat z organizacjami prowadzącymi w lokalu działalność od 3 lat.',
      },
      {
        by: 'person-bozena-schodek',
        at: '2026-07-07T16:10:00+02:00',
        find: 'Umożliwić zawieranie umów najmu na co najmniej 5 lat z organizacjami prowadzącymi w lokalu działalność od 3 lat.',
        replacement:
          'Przygotować zmianę zasad najmu, która umożliwi zawieranie umów na co najmniej 5 lat z organizacjami prowadzącymi w lokalu działalność od 3 lat, po pozytywnej ocenie działalności.',
      },
    ],
    versions: [
      {
        by: 'person-tadeusz-kluczynski-wymyslny',
        at: '2026-06-09T20:05:00+02:00',
        name: 'Po posiedzeniu 9 czerwca',
        note: '',
      },
      {
        by: 'person-bozena-schodek',
        at: '2026-07-07T17:00:00+02:00',
        name: 'Przyjęta przez Forum',
        note: 'Tekst przyjęty na posiedzeniu 7 lipca 2026 r.',
      },
    ],
    grants: [
      EDITOR_GRANT,
      { to: 'person-ignacy-parterowicz', role: 'EDITOR' },
      { to: 'person-bozena-schodek', role: 'EDITOR' },
    ],
  },
  {
    id: 'demo-kfl-2026-03',
    kind: 'RECOMMENDATION',
    title: 'Rozliczanie remontów',
    signature: 'KFL/2026/03',
    tags: ['remont', 'czynsz'],
    stage: 'ADOPTED',
    organizationId: 'o05',
    createdBy: 'person-scibor-kafelek',
    createdAt: '2026-05-19T08:40:00+02:00',
    writings: [
      {
        by: 'person-scibor-kafelek',
        at: '2026-05-19T08:43:00+02:00',
        blocks: recommendationCard({
          problem:
            'Organizacja, która remontuje lokal, ponosi koszt od razu, a korzyść z podniesienia standardu pozostaje w zasobie miasta.',
          recommendation: [
            'Wprowadzić jednolitą procedurę uzgadniania nakładów przed rozpoczęciem prac.',
            'Zaliczać uzgodnione i udokumentowane nakłady na poczet czynszu.',
            'Przewidzieć do 6 miesięcy obniżonej stawki na czas remontu.',
          ],
          grounds: 'Jasne reguły ograniczają spory i pozwalają uruchomić lokale w złym stanie technicznym.',
          addressee: 'Prezydent Miasta; Wydział Finansów (demo); ZZL (demo).',
          effect: 'Więcej wyremontowanych pustostanów bez wydatków inwestycyjnych miasta w pierwszym roku.',
        }),
      },
    ],
    rewordings: [],
    grants: [EDITOR_GRANT],
  },
]
