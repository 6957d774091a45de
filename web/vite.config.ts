import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { DEV_SERVER } from './env.ts'
import { offlinePage } from './pwa.config.ts'

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
      '/graphql': { target: DEV_SERVER, ws: true },
      '/api': DEV_SERVER,
      '/download': DEV_SERVER,
    },
  },
})
