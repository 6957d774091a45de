export const auth = {
  signIn: {
    title: 'Zaloguj się',
    lead: 'Konta otrzymują osoby zaproszone przez koordynację Forum lub administrację serwisu.',
    email: 'Adres e-mail',
    emailHint: 'Wyślemy odnośnik do logowania. Hasło nie jest potrzebne.',
    emailWrong: "Prosimy podać adres e-mail w postaci nazwa{'@'}domena.pl.",
    send: 'Wyślij odnośnik',
    sending: 'Wysyłanie…',
    sentTitle: 'Prosimy sprawdzić pocztę',
    sentText:
      'Jeśli adres {email} ma konto lub zaproszenie, za chwilę przyjdzie na niego odnośnik. Działa raz i przez 15 minut.',
    sentDemo: 'W trybie demonstracyjnym wiadomości nie są wysyłane. Można je przeczytać na stronie „Poczta”.',
    openMail: 'Otwórz pocztę',
    otherAddress: 'Podaj inny adres',
    organization: 'Zaloguj się kontem organizacji',
    organizationFailed:
      'Logowanie kontem organizacji nie powiodło się. Prosimy spróbować ponownie albo użyć odnośnika.',
    or: 'lub',
    shared: 'To jest wspólny komputer',
    sharedHint:
      'Dokumenty nie będą przechowywane na tym urządzeniu. Wylogowanie nastąpi po zamknięciu przeglądarki, najpóźniej po 4 godzinach.',
  },
  demo: {
    title: 'Wejdź jako osoba demonstracyjna',
    lead: 'Prosimy wybrać osobę. Wszystkie są zmyślone, hasło nie jest potrzebne.',
    search: 'Szukaj osoby lub organizacji',
    none: 'Nie znaleziono takiej osoby ani organizacji.',
    found: '{count} osoba | {count} osoby | {count} osób | {count} osoby',
    entering: 'Logowanie…',
  },
  link: {
    title: 'Logowanie',
    lead: 'Odnośnik działa raz. Przycisk kończy logowanie na tym urządzeniu.',
    confirm: 'Zaloguj mnie',
    confirming: 'Logowanie…',
    missing:
      'W tym adresie brakuje części odnośnika. Prosimy otworzyć odnośnik z wiadomości jeszcze raz albo zamówić nowy.',
  },
  otherPerson: {
    title: 'W tej przeglądarce zalogowano inną osobę – prosimy odświeżyć stronę',
    text: 'Tę kartę otworzyła inna osoba: {name}. Nic więcej nie zostanie z niej zapisane.',
    reload: 'Odśwież',
  },
  ended: {
    title: 'Sesja wygasła',
    text: 'Nowości nie będą się tu pojawiać do czasu ponownego zalogowania – także w innej karcie.',
  },
  signOut: {
    action: 'Wyloguj się',
    unsaved: {
      title: 'Nie wszystko zapisano',
      text: 'Na tym urządzeniu jest tekst, którego nie ma w dokumentach na serwerze. Po wylogowaniu zostanie usunięty.',
      confirm: 'Wyloguj i usuń tekst',
    },
    unsure: {
      title: 'Nie wiadomo, czy wszystko zapisano',
      text: 'Nie udało się odczytać, co przechowuje to urządzenie. Może na nim być tekst, którego nie ma w dokumentach na serwerze. Po wylogowaniu zostanie usunięty, o ile urządzenie na to pozwoli.',
      confirm: 'Wyloguj mimo to',
    },
    written: {
      title: 'Nie wszystko wysłano',
      text: 'W tej karcie są rozpoczęte i niewysłane teksty ({written}). Po wylogowaniu zostaną usunięte.',
      confirm: 'Wyloguj i usuń teksty',
    },
    kinds: {
      remark: 'nowa uwaga',
      replies: 'odpowiedź w rozmowie',
      edits: 'zmiana treści wypowiedzi',
      hidings: 'powód ukrycia wypowiedzi',
      notes: 'notatka',
      wordings: 'propozycja brzmienia',
      reasons: 'powód decyzji o propozycji',
      descriptions: 'opis propozycji',
      versions: 'opis wersji',
    },
    left: {
      title: 'Wylogowano, ale na tym urządzeniu zostały dane',
      text: 'Nie udało się usunąć kopii dokumentów, które przechowuje to urządzenie. Można je usunąć w ustawieniach przeglądarki, czyszcząc dane tej strony.',
    },
    stay: 'Zostań',
  },
}
