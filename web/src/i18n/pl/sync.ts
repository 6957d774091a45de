export const sync = {
  update: {
    title: 'Nowa wersja – prosimy odświeżyć stronę',
    failed: 'Nie udało się otworzyć tej strony – prosimy ją odświeżyć',
    reload: 'Odśwież',
    later: 'Później',
  },
}
