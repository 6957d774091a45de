export const sync = {
  update: {
    title: 'Nowa wersja – prosimy odświeżyć stronę',
    reload: 'Odśwież',
    later: 'Później',
  },
}
