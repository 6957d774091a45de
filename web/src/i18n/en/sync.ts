export const sync = {
  update: {
    title: 'A new version is ready',
    reload: 'Reload',
    later: 'Later',
  },
}
