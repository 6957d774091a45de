export const sync = {
  update: {
    title: 'A new version is ready',
    failed: 'The page could not be opened – please reload',
    reload: 'Reload',
    later: 'Later',
  },
}
