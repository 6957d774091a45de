import { bullet, type Draft, heading, hint, number, paragraph, plain, table } from './outline.ts'

/** Minutes of a meeting (`domain.md` §3.3). */
export const MINUTES: readonly Draft[] = [
  paragraph([plain('Numer protokołu: '), hint('numer')]),
  paragraph([plain('Data i godzina: '), hint('dzień, godzina rozpoczęcia i zakończenia')]),
  paragraph([plain('Miejsce lub forma: '), hint('adres albo posiedzenie zdalne')]),
  heading('Obecność'),
  table([
    ['Organizacja', 'Osoba', 'Przedstawiciel(ka) czy zastępca'],
    [[hint('nazwa organizacji')], [hint('imię i nazwisko')], [hint('rola')]],
  ]),
  paragraph([plain('Kworum: '), hint('liczba obecnych organizacji i stwierdzenie kworum')]),
  heading('Porządek obrad'),
  number('Przyjęcie porządku obrad.'),
  number('Przyjęcie protokołu z poprzedniego posiedzenia.'),
  number([hint('Kolejny punkt porządku.')]),
  number('Wolne wnioski i termin następnego posiedzenia.'),
  heading('Przebieg'),
  paragraph([hint('Najważniejsze głosy i ustalenia do każdego punktu porządku.')]),
  heading('Głosowania'),
  table([
    ['Przedmiot głosowania', 'Za', 'Przeciw', 'Wstrzymało się'],
    [[hint('czego dotyczyło głosowanie')], '', '', ''],
  ]),
  heading('Zdania odrębne'),
  paragraph([hint('Organizacja i treść zdania odrębnego albo: nie zgłoszono.')]),
  heading('Ustalenia i terminy'),
  bullet([hint('Co, kto, do kiedy.')]),
  heading('Załączniki'),
  bullet([hint('Dokument i numer jego wersji.')]),
  heading('Podpis'),
  paragraph([hint('Osoba prowadząca posiedzenie i osoba sporządzająca protokół.')]),
]
