// Runs before the first paint, so that a remembered theme or language does not flash in late.
;(() => {
  const root = document.documentElement
  try {
    const theme = localStorage.getItem('wz.theme')
    const locale = localStorage.getItem('wz.locale')
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
    if (locale === 'en' || locale === 'pl') root.lang = locale
  } catch {
    // Storage is closed in some private windows: the system's theme and Polish are used.
  }
})()
