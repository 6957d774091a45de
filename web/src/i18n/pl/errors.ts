export const errors = {
  UNAUTHENTICATED: 'Sesja wygasła. Prosimy zalogować się ponownie.',
  FORBIDDEN: 'Brak uprawnień do tej czynności.',
  NOT_FOUND: 'Nie znaleziono.',
  INVALID: 'Dane są nieprawidłowe.',
  CONFLICT: 'Ktoś zmienił to w tym samym czasie. Prosimy odświeżyć stronę i spróbować ponownie.',
  TOO_LARGE: 'Treść jest za duża.',
  RATE_LIMITED: 'Zbyt wiele prób w krótkim czasie. Prosimy odczekać chwilę.',
  UNAVAILABLE: 'Serwer chwilowo nie odpowiada. Prosimy spróbować ponownie za chwilę.',
  SCHEMA_TOO_OLD: 'Ta karta działa w starszej wersji. Prosimy odświeżyć stronę.',
  EPOCH_CHANGED: 'Dokument odtworzono na serwerze albo usunięto z niego dane. Prosimy odświeżyć stronę.',
  EXPIRED: 'Ważność wygasła.',
  SIGNED_IN_AS_OTHER: 'W tej przeglądarce zalogowano inną osobę. Prosimy odświeżyć stronę.',
  OFFLINE: 'Brak połączenia z serwerem.',
  UNEXPECTED: 'Wystąpił nieoczekiwany błąd. Prosimy spróbować ponownie.',
  page: {
    notFound: {
      title: 'Nie ma takiej strony',
      text: 'Adres jest nieprawidłowy albo strona została przeniesiona.',
    },
    refused: {
      title: 'Brak dostępu',
      text: 'Ten dokument nie istnieje albo nie został Państwu udostępniony. O dostęp można poprosić osobę, która przesłała odnośnik.',
    },
    expired: {
      title: 'Odnośnik wygasł',
      text: 'Odnośnik do logowania działa raz i przez 15 minut. Prosimy zamówić nowy.',
      action: 'Zamów nowy odnośnik',
    },
    offline: {
      title: 'Brak połączenia',
      text: 'Ta strona wymaga połączenia z serwerem. Dokumenty otwarte wcześniej na tym urządzeniu działają także bez połączenia.',
    },
    home: 'Przejdź do dokumentów',
  },
  load: 'Nie udało się wczytać danych.',
}
