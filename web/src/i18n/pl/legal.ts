export const legal = {
  accessibility: {
    title: 'Deklaracja dostępności',
    intro:
      'zobowiązuje się zapewnić dostępność serwisu Wspólny Zapis zgodnie z ustawą z dnia 4 kwietnia 2019 r. o dostępności cyfrowej stron internetowych i aplikacji mobilnych podmiotów publicznych.',
    scope: 'Deklaracja dotyczy serwisu pod adresem',
    published: 'Data publikacji serwisu:',
    updated: 'Data ostatniej istotnej aktualizacji:',
    statusTitle: 'Zgodność z ustawą',
    status: 'Serwis jest częściowo zgodny z ustawą o dostępności cyfrowej z powodu niezgodności opisanych poniżej.',
    gapsTitle: 'Treści i funkcje niedostępne',
    gapCursors:
      'Czytniki ekranu nie odczytują położenia kursorów innych osób w tekście. Zamiast tego dostępna jest lista osób obecnych w dokumencie i przejście do miejsca, w którym piszą.',
    gapTesting: 'Serwis nie został jeszcze sprawdzony z udziałem osób z niepełnosprawnościami.',
    preparedTitle: 'Przygotowanie deklaracji',
    prepared: 'Deklarację sporządzono dnia:',
    reviewed: 'Deklarację ostatnio poddano przeglądowi dnia:',
    method:
      'Deklarację sporządzono na podstawie samooceny: automatycznego badania widoków serwisu oraz automatycznych prób obsługi klawiaturą, także przy szerokości ekranu 360 pikseli i powiększeniu 200%.',
    keyboardTitle: 'Skróty klawiaturowe',
    keyboard:
      'Cały serwis można obsłużyć klawiaturą. Edytor nie używa skrótów z klawiszami Ctrl+Alt i literą, które na polskiej klawiaturze piszą znaki ą, ę, ó. Listę skrótów edytora otwiera przycisk „Skróty klawiszowe” w pasku narzędzi, a klawisze Esc i Tab pozwalają z niego wyjść.',
    contactTitle: 'Informacje zwrotne i dane kontaktowe',
    contact: 'Problemy z dostępnością i prośby o informację w dostępnej postaci prosimy kierować do:',
    contactPerson: 'Odpowiada:',
    contactEmail: 'E-mail:',
    contactPhone: 'Telefon:',
    contactPhoneText: 'numer podajemy w odpowiedzi na wiadomość e-mail',
    procedureTitle: 'Obsługa wniosków i skarg',
    procedure:
      'Każdy ma prawo zażądać zapewnienia dostępności cyfrowej serwisu lub jego części, a także udostępnienia informacji w innej, dostępnej postaci.',
    procedureContent:
      'W żądaniu prosimy podać dane osoby zgłaszającej, wskazać stronę lub element, którego dotyczy żądanie, oraz dogodny sposób kontaktu.',
    procedureTime:
      'Odpowiadamy niezwłocznie, najpóźniej w ciągu 7 dni. Jeśli nie jest to możliwe, informujemy o przyczynie i nowym terminie, nie dłuższym niż 2 miesiące od zgłoszenia.',
    procedureComplaint:
      'W razie odmowy lub niedotrzymania terminu przysługuje skarga, a po jej wyczerpaniu można zwrócić się do Rzecznika Praw Obywatelskich.',
    ombudsman: 'Strona Rzecznika Praw Obywatelskich',
    buildingTitle: 'Dostępność architektoniczna',
    building: 'Serwis działa wyłącznie w internecie i nie ma własnej siedziby przyjmującej interesantów.',
    appsTitle: 'Aplikacje mobilne',
    apps: 'Serwis nie ma osobnej aplikacji mobilnej; działa w przeglądarce telefonu.',
  },
  privacy: {
    title: 'Klauzula informacyjna',
    lead: 'Informacja o przetwarzaniu danych osobowych zgodnie z art. 13 RODO.',
    controllerTitle: 'Administrator danych',
    controller: 'Administratorem danych jest {operator}. Kontakt w sprawach danych osobowych: {email}.',
    purposeTitle: 'Cel i podstawa',
    purpose:
      'Dane są przetwarzane po to, aby organizacje i urząd mogły wspólnie tworzyć dokumenty i aby było wiadomo, kto reprezentuje jaki pogląd. Podstawą jest art. 6 ust. 1 lit. e RODO, gdy serwis prowadzi podmiot publiczny, albo lit. f, gdy prowadzi go organizacja społeczna.',
    dataTitle: 'Jakie dane',
    data: 'Imię i nazwisko, adres e-mail, organizacja i pełniona w niej funkcja oraz zapis czynności: kto, kiedy i co zmienił w dokumencie. Nie zbieramy numeru PESEL ani adresu zamieszkania.',
    recipientsTitle: 'Kto je widzi',
    recipients:
      'Imię, nazwisko i organizację widzą osoby zalogowane do serwisu. Adres e-mail, na który wysłano zaproszenie, widzą osoby, które mogą zapraszać do danej organizacji: administracja serwisu, a w organizacjach społecznych także koordynacja Forum. Nikomu innemu nie pokazujemy adresów; dopóki ktoś nie poda imienia i nazwiska na stronie „Konto”, podpisem jest początek adresu, przed znakiem „małpa”. Danych nie przekazujemy poza Europejski Obszar Gospodarczy i nie profilujemy.',
    periodTitle: 'Jak długo',
    period:
      'Dane konta przechowujemy, dopóki konto istnieje. Po jego zamknięciu historia dokumentów zostaje, lecz w miejscu nazwiska pojawia się „Osoba usunięta” i nazwa organizacji.',
    rightsTitle: 'Prawa osoby',
    rights:
      'Przysługuje prawo dostępu do danych, ich sprostowania, usunięcia lub ograniczenia przetwarzania, prawo sprzeciwu oraz skargi do Prezesa Urzędu Ochrony Danych Osobowych.',
    deviceTitle: 'Pliki cookie i pamięć urządzenia',
    device:
      'Używamy jednego pliku cookie, niezbędnego do zalogowania. W pamięci przeglądarki zapisujemy wybór języka i wyglądu, a po zalogowaniu także imię i nazwisko, adres e-mail, organizacje i funkcje tej osoby oraz kopie otwartych dokumentów, aby praca nie przepadła bez połączenia. Niewysłane uwagi pamięta karta przeglądarki, dopóki jest otwarta. Po wylogowaniu usuwane są kopie, dane osoby oraz niewysłane uwagi w tej karcie; na komputerze oznaczonym jako wspólny („To jest wspólny komputer”) kopie i dane osoby nie są zapisywane.',
  },
  contact: {
    title: 'Kontakt',
    lead: 'Serwis prowadzi {operator}.',
    email: 'Adres e-mail',
    access: 'O konto prosimy zwrócić się do koordynacji Forum lub administracji serwisu: to one wysyłają zaproszenia.',
    accessibility: 'Jak zgłosić problem z dostępnością:',
  },
}
