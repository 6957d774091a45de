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
  manifest.json     skróty plików, wersje i ich ogniwa
  sprawdz.mjs       program, który to wszystko sprawdza

Jak sprawdzić: zainstaluj Node.js (wersja 20 lub nowsza), rozpakuj paczkę i uruchom w jej folderze

  node sprawdz.mjs

Program nie łączy się z siecią i nie potrzebuje niczego poza Node.js. Jeśli coś zmieniono, powie co i zakończy się kodem 1.

Każdy wpis dziennika ma ogniwo: SHA-256 poprzedniego ogniwa i wszystkiego, co mówi wpis. Zmiana jednego bajtu, autora, czasu
albo kolejności zrywa łańcuch. Kto przeliczyłby cały łańcuch od nowa, dostałby inne ogniwa: porównaj skrót i ogniwo wersji
z tym, co pokazuje jej strona, a ostatnie ogniwo z dowodem pobranym kiedy indziej.

Jeśli z tekstu usunięto dane (na przykład osobowe), wpis zachowuje skrót pierwotnej treści, więc łańcuch nadal się zgadza,
a manifest podaje datę i powód. Ta paczka nie sprawdza, że tekst wynika z dziennika; robi to „pnpm verify-history”.

PROOF OF A DOCUMENT'S HISTORY
=============================

Unpack this archive and run "node sprawdz.mjs --en" in its folder (Node.js 20 or newer, no network). It checks that no file,
no row of the log, no author, time or order was changed, that the versions stand in the chain, and that the text has the hash
of its version. Whoever computed the whole chain anew would get other links: compare the version's hash and link with what its
page shows, and the last link with a proof downloaded at another time. That the text follows from the log is checked by "pnpm verify-history", not by this archive.
`
