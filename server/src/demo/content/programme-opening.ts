import { bold, chapter, lit, paragraph, pkt, plain, section, title, ust } from '../../templates/outline.ts'
import type { Writing } from './sitting.ts'

/** Chapters 1 to 5 of the programme of 2027 (`domain.md` §4.1), as they were first written. */
export const PROGRAMME_OPENING: readonly Writing[] = [
  {
    by: 'person-leon-framuga',
    at: '2026-06-10T10:12:00+02:00',
    blocks: [
      paragraph('Załącznik do uchwały Nr …/…/26 Rady Miasta (…) z dnia … 2026 r. (PROJEKT, wersja do konsultacji)'),
      title(
        'Program Współpracy na rok 2027 z organizacjami pozarządowymi oraz podmiotami określonymi w art. 3 ust. 3 ustawy z dnia 24 kwietnia 2003 r. o działalności pożytku publicznego i o wolontariacie',
      ),
      paragraph([
        bold('Wstęp.'),
        plain(
          ' Program porządkuje współpracę samorządu z organizacjami w 2027 roku. Powstał z udziałem organizacji, które proponowały zapisy i zgłaszały uwagi w jawnym, wersjonowanym dokumencie. Uwzględnia ustalenia wieloletniego programu współpracy oraz rekomendacje dotyczące lokali.',
        ),
      ]),
      chapter('Postanowienia ogólne'),
      section('Ilekroć w Programie jest mowa o:'),
      pkt(
        'ustawie – należy przez to rozumieć ustawę z dnia 24 kwietnia 2003 r. o działalności pożytku publicznego i o wolontariacie;',
      ),
      pkt(
        'organizacjach – należy przez to rozumieć organizacje pozarządowe oraz podmioty, o których mowa w art. 3 ust. 3 ustawy;',
      ),
      pkt('lokalu – należy przez to rozumieć lokal użytkowy z zasobu miasta, udostępniany na działalność społeczną;'),
      pkt('Forum – należy przez to rozumieć zespół opracowujący rekomendacje w sprawach lokalowych.'),
      section(
        'Program stosuje się do zadań realizowanych na terenie miasta lub na rzecz jego mieszkanek i mieszkańców.',
      ),
    ],
  },
  {
    by: 'person-wanda-okienna',
    at: '2026-06-16T17:40:00+02:00',
    blocks: [
      chapter('Cel główny i cele szczegółowe'),
      section(),
      ust(
        'Celem głównym Programu jest wzmocnienie wspólnej odpowiedzialności miasta i organizacji za jakość życia w mieście. Cel ten osiąga się przez trwałe partnerstwo, a nie przez pojedyncze zlecenia.',
      ),
      ust('Celami szczegółowymi są:'),
      pkt('zwiększenie udziału organizacji w przygotowywaniu miejskich polityk;'),
      pkt('zapewnienie organizacjom przewidywalnych warunków działania, w tym warunków lokalowych;'),
      pkt('poprawa dostępności usług społecznych dla osób ze szczególnymi potrzebami;'),
      pkt('rozwój wolontariatu i inicjatyw sąsiedzkich.'),
    ],
  },
  {
    by: 'person-tadeusz-kluczynski-wymyslny',
    at: '2026-06-18T09:05:00+02:00',
    blocks: [
      chapter('Zasady współpracy'),
      section(),
      ust(
        'Współpraca opiera się na zasadach pomocniczości, suwerenności stron, partnerstwa, efektywności, uczciwej konkurencji i jawności.',
      ),
      ust(
        'Zasada jawności oznacza w szczególności, że na każdą uwagę zgłoszoną w konsultacjach udziela się odpowiedzi wraz z uzasadnieniem. Odpowiedź może obejmować kilka podobnych uwag.',
      ),
      ust(
        'Strony przekazują sobie projekty dokumentów z wyprzedzeniem, które pozwala na rzetelne zapoznanie się z treścią.',
      ),
    ],
  },
  {
    by: 'person-ewa-zeliwna',
    at: '2026-06-24T12:30:00+02:00',
    blocks: [
      chapter('Zakres przedmiotowy'),
      section(
        'Współpraca obejmuje zadania publiczne określone w art. 4 ust. 1 ustawy, jeżeli należą do zadań miasta. Dotyczy zarówno zadań zlecanych, jak i działań bez przepływu środków finansowych.',
      ),
    ],
  },
  {
    by: 'person-scibor-kafelek',
    at: '2026-06-30T18:20:00+02:00',
    blocks: [
      chapter('Formy współpracy'),
      section(),
      ust(
        'Formami współpracy finansowej są powierzanie i wspieranie wykonania zadań publicznych, przede wszystkim w otwartych konkursach ofert.',
      ),
      ust('Formami współpracy pozafinansowej są w szczególności:'),
      pkt('wzajemne informowanie się o planowanych kierunkach działalności;'),
      pkt('konsultowanie projektów aktów normatywnych;'),
      pkt('tworzenie wspólnych zespołów doradczych i inicjatywnych, w tym Forum;'),
      pkt('udostępnianie lokali i sal, w tym w formule współdzielenia:'),
    ],
  },
  {
    by: 'person-nadzieja-kurtyna',
    at: '2026-06-30T19:02:00+02:00',
    blocks: [
      lit('na stałe, na podstawie umowy najmu lub użyczenia,'),
      lit('na godziny, według jawnego kalendarza rezerwacji.'),
      ust('Wykaz lokali przewidzianych dla organizacji aktualizuje się nie rzadziej niż raz na pół roku.'),
    ],
  },
]
