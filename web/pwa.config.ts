import { VitePWA, type VitePWAOptions } from 'vite-plugin-pwa'

type ManifestTransform = NonNullable<VitePWAOptions['workbox']['manifestTransforms']>[number]

/** What the server answers itself: the page in the cache must never stand in for these. */
const SERVER_ROUTES = [/^\/graphql/, /^\/api\//, /^\/download\//, /^\/healthz/, /^\/metrics/]

/**
 * The page is fetched as `/`, because the server serves it under its addresses only and puts a nonce into each answer;
 * the cached answer keeps its own policy with its own nonce.
 */
const pageAtRoot: ManifestTransform = (entries) => ({
  manifest: entries.map((entry) => (entry.url === 'index.html' ? { ...entry, url: '/' } : entry)),
  warnings: [],
})

/** Opens the page without a connection. A new bundle waits until the person says so (`UpdatePrompt.vue`). */
export function offlinePage() {
  return VitePWA({
    strategies: 'generateSW',
    registerType: 'prompt',
    injectRegister: null,
    filename: 'sw.js',
    manifest: {
      name: 'Wspólny Zapis',
      short_name: 'Wspólny Zapis',
      description: 'Wspólne pisanie dokumentów przez krakowskie organizacje pozarządowe.',
      lang: 'pl',
      start_url: '/',
      display: 'standalone',
      background_color: '#ffffff',
      theme_color: '#0b4f8a',
      icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' }],
    },
    workbox: {
      globPatterns: ['**/*.{js,css,html,svg,woff2}'],
      manifestTransforms: [pageAtRoot],
      navigateFallback: '/',
      navigateFallbackDenylist: SERVER_ROUTES,
      cleanupOutdatedCaches: true,
      // A tab that no worker has would not hear that a newer bundle is there, nor that it was taken.
      clientsClaim: true,
      inlineWorkboxRuntime: true,
      sourcemap: false,
    },
  })
}
