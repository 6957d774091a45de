import { chapter, hint, plain, section, ust } from '../../templates/outline.ts'
import { budgetTable } from './budget.ts'
import type { Rewording, Writing } from './sitting.ts'

/** Chapters 6 to 13 of the programme of 2027 (`domain.md` §4.1), as they were first written. */
export const PROGRAMME_CLOSING: readonly Writing[] = [
  {
    by: 'person-oksana-mostowa',
    at: '2026-07-08T11:15:00+02:00',
    blocks: [
      chapter('Priorytetowe zadania publiczne'),
      section(),
      ust('Priorytetowymi zadaniami publicznymi w 2027 roku są zadania wskazane w tabeli nr 1 (zob. § 10).'),
      ust(
        'W każdym obszarze pierwszeństwo mają działania trwałe, dostępne i prowadzone w partnerstwie kilku organizacji.',
      ),
    ],
  },
  {
    by: 'person-olga-zamkowa-wymyslna',
    at: '2026-07-16T16:48:00+02:00',
    blocks: [
      chapter('Okres realizacji'),
      section(
        'Program realizuje się od dnia 1 stycznia 2027 r. do dnia 31 grudnia 2027 r. Zadania wieloletnie rozpoczęte wcześniej prowadzi się na warunkach zawartych umów.',
      ),
    ],
  },
  {
    by: 'person-daniel-przeslo',
    at: '2026-07-22T20:10:00+02:00',
    blocks: [
      chapter('Sposób realizacji'),
      section(),
      ust(
        'Za realizację Programu odpowiadają komórki merytoryczne urzędu oraz jednostki miejskie, każda w swoim zakresie. Działania koordynuje Biuro Pełnomocnika (demo).',
      ),
      ust('Harmonogram konkursów ogłasza się do dnia 31 stycznia 2027 r. i aktualizuje w razie zmian.'),
      ust(
        'Rekomendacje Forum otrzymują pisemne stanowisko w terminie 60 dni od dnia przekazania; stanowisko publikuje się wraz z uzasadnieniem.',
      ),
    ],
  },
  {
    by: 'person-blazej-konewka',
    at: '2026-08-19T10:30:00+02:00',
    blocks: [
      chapter('Wysokość planowanych środków'),
      section(),
      ust(
        'Na realizację Programu planuje się 44 000 000 zł, zgodnie z tabelą nr 1. Ostateczną wysokość środków określa uchwała budżetowa.',
      ),
      budgetTable(),
    ],
  },
  {
    by: 'person-zdzblawa-szuflada',
    at: '2026-08-26T14:00:00+02:00',
    blocks: [
      chapter('Sposób oceny'),
      section(),
      ust(
        'Program ocenia się na podstawie wskaźników: liczby konkursów i umów, liczby organizacji po raz pierwszy realizujących zadania, liczby udostępnionych lokali i godzin współdzielenia, odsetka rekomendacji ze stanowiskiem wydanym w terminie.',
      ),
      ust(
        'Sprawozdanie z realizacji Programu przedkłada się Radzie Miasta i publikuje w Biuletynie Informacji Publicznej do dnia 31 maja 2028 r.',
      ),
    ],
  },
  {
    by: 'person-leon-framuga',
    at: '2026-09-02T09:20:00+02:00',
    blocks: [
      chapter('Sposób tworzenia Programu i przebieg konsultacji'),
      section(),
      ust(
        'Projekt przygotowano wspólnie z organizacjami, na podstawie zgłoszonych propozycji zapisów. Historia wersji projektu jest jawna.',
      ),
      ust([
        plain(
          'Konsultacje prowadzono od dnia 21 września do dnia 16 października 2026 r. w formie formularza, otwartego spotkania i dyżurów eksperckich. ',
        ),
        hint('Do uzupełnienia po konsultacjach: liczba formularzy, uwag i sposób ich rozpatrzenia.'),
      ]),
    ],
  },
  {
    by: 'person-ignacy-parterowicz',
    at: '2026-09-07T13:45:00+02:00',
    blocks: [
      chapter('Komisje konkursowe'),
      section(),
      ust(
        'Oferty opiniują komisje powoływane odrębnie dla każdego konkursu. W skład komisji wchodzą przedstawiciele miasta oraz osoby wskazane przez organizacje, które nie składają ofert w danym konkursie.',
      ),
      ust(
        'Członek komisji składa oświadczenie o braku konfliktu interesów przed otwarciem ofert. Naruszenie oświadczenia powoduje wyłączenie z prac.',
      ),
      ust('Z posiedzenia sporządza się protokół.'),
    ],
  },
  {
    by: 'person-lucja-gzymsik',
    at: '2026-09-09T15:30:00+02:00',
    blocks: [
      chapter('Postanowienia końcowe'),
      section(
        'Zmiany Programu wymagają trybu właściwego dla jego uchwalenia. W sprawach nieuregulowanych stosuje się ustawę.',
      ),
    ],
  },
]

/** What was reworded before the text went to consultation on 21 September. */
export const PROGRAMME_REWORDINGS: readonly Rewording[] = [
  {
    by: 'person-scibor-kafelek',
    at: '2026-09-10T17:05:00+02:00',
    find: 'raz na pół roku',
    replacement: 'raz na kwartał',
  },
  {
    by: 'person-zdzblawa-szuflada',
    at: '2026-09-14T12:25:00+02:00',
    find: 'sporządza się protokół.',
    replacement: 'sporządza się protokół; lista ofert z punktacją i krótkim uzasadnieniem jest jawna.',
  },
  {
    by: 'person-bozena-schodek',
    at: '2026-09-15T19:40:00+02:00',
    find: 'w terminie 60 dni',
    replacement: 'w terminie 30 dni',
  },
]
