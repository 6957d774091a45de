import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { offlinePage } from './pwa.config.ts'

/** Where `vite` finds the running server while developing; the built page is served by the server itself. */
const serverUrl = process.env.WZ_DEV_SERVER ?? 'http://localhost:4000'

export default defineConfig({
  plugins: [vue(), tailwindcss(), offlinePage()],
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_I18N_FULL_INSTALL__: true,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    target: 'es2022',
    // Fonts and icons stay files: a data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    sourcemap: false,
  },
  server: {
    proxy: {
      '/graphql': { target: serverUrl, ws: true },
      '/api': serverUrl,
      '/download': serverUrl,
    },
  },
})
