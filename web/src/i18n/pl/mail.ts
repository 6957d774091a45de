export const mail = {
  title: 'Poczta',
  lead: 'W trybie demonstracyjnym wiadomości nie opuszczają serwera. Tu można je przeczytać.',
  loading: 'Wczytywanie wiadomości…',
  listLabel: 'Wysłane wiadomości',
  to: 'Do: {address}',
  empty: 'Nie wysłano jeszcze żadnej wiadomości',
  emptyText: 'Po wysłaniu odnośnika do logowania, zaproszenia albo powiadomienia wiadomość pojawi się tutaj.',
}
