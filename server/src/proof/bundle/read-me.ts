/** What stands first in every proof, for whoever opens it. */
export const READ_ME = `DOWÓD HISTORII DOKUMENTU
========================

W tej paczce:
  tekst.txt         tekst wersji do czytania (bez niezdecydowanych propozycji)
  tekst.json        ten sam tekst w postaci, z której liczy się skrót wersji
  poprzednia.json   tekst wersji poprzedniej (jeśli była)
  roznice.json      zmiany między wersją poprzednią a tą
  log.jsonl         dziennik: każda zmiana, kto, kiedy, dla kogo, w jakiej kolejności
  osoby.json        kogo i jakie organizacje oznaczają identyfikatory w dzienniku
  manifest.json     skróty plików, wersje i ich ogniwa, usunięcia danych
  sprawdz.mjs       program, który to sprawdza, z częściami sprawdz-*.mjs

Jak sprawdzić: zainstaluj Node.js (wersja 20 lub nowsza), rozpakuj paczkę do pustego folderu i uruchom w nim

  node sprawdz.mjs

Program nie łączy się z siecią i nie potrzebuje niczego poza Node.js. Jeśli coś się nie zgadza, powie co i zakończy się
kodem 1. Program też jest z paczki: jeśli dostajesz ją od kogoś, sprawdź ją programem z dowodu, który pobierzesz ze strony
samodzielnie (node sprawdz.mjs folder-otrzymanej-paczki).

Co z tego wynika. Każdy wpis dziennika ma ogniwo: SHA-256 poprzedniego ogniwa i wszystkiego, co mówi wpis. Zmiana jednego
bajtu, autora, czasu albo kolejności zrywa łańcuch. Kto przeliczyłby wszystko od nowa, dostałby inne skróty i ogniwa, więc
dopiero porównanie ze stroną czegoś dowodzi:
  - skrót wersji taki jak na jej stronie: prawdziwy jest tekst (tekst.json, tekst.txt);
  - ogniwo wersji takie jak na jej stronie: prawdziwe są wpisy do tej wersji, to znaczy ich treść, identyfikatory osób
    i organizacji, czas i kolejność;
  - skrót wersji poprzedniej taki jak na jej stronie: prawdziwy jest jej tekst (poprzednia.json) i słowa zmian (roznice.json);
  - ostatnie ogniwo takie jak w późniejszym dowodzie tego dokumentu (w log.jsonl, przy wpisie o tym numerze): prawdziwe są
    też wpisy po tej wersji.

Czego paczka nie dowodzi. To, jak nazywają się osoby i organizacje (osoby.json), tytuł, sygnatura oraz nazwy, notatki, daty
i etapy wersji (manifest.json) są takie, jakie były na stronie przy pobieraniu; same niczego nie dowodzą, bo nie obejmuje ich
żaden skrót, który pokazuje strona. Nie dowodzi też niczego podział zmian na jednostki i przesunięcia w roznice.json.
Że tekst wynika z dziennika, sprawdza „pnpm verify-history”, a nie ta paczka.

Jeśli z tekstu usunięto dane (na przykład osobowe), wpis zachowuje skrót pierwotnej treści, więc łańcuch nadal się zgadza,
a manifest podaje datę i powód. Treści takiego wpisu nic już nie dowodzi. Strona wersji, której tekst się przez to zmienił,
podaje datę, powód i oba skróty; jeśli ich nie podaje, paczka nie jest prawdziwa.

PROOF OF A DOCUMENT'S HISTORY
=============================

Unpack this archive into an empty folder and run "node sprawdz.mjs --en" in it (Node.js 20 or newer, no network). The program
is part of the archive: check one that somebody gave you with the program of a proof that you downloaded from the page
yourself (node sprawdz.mjs --en folder).

It checks that no file, no row of the log, no author, time or order was changed, that the versions stand in the chain, that
the text and the one before have the hashes of their versions, and that tekst.txt and roznice.json say the same words. Whoever
computed everything anew would get other hashes and links, so compare with the page:
  - the hash of the version: then the text is true (tekst.json, tekst.txt);
  - the link of the version: then the rows up to it are, with their content, ids of people and organisations, time and order;
  - the hash of the version before, on its own page: then its text (poprzednia.json) and the words of the changes are;
  - the last link, in a later proof of this document (log.jsonl, at the row of that number): then the rows after it are.

Not proved: what people and organisations are called (osoby.json), the title, and the names, notes, dates and stages of versions
(manifest.json), which are covered by no hash that the page shows; how roznice.json parts the changes into units and moves; the
content of rows that were redacted. The page of a version that reads otherwise since a redaction gives its date, its reason and
both hashes; if it does not, the archive is not true. That the text follows from the log is checked by "pnpm verify-history".
`
