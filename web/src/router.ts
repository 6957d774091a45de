import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { loadSession } from './features/auth/session.ts'
import { countNavigation } from './lib/page-title.ts'
import { nextQuery } from './lib/safe-path.ts'
import { reachPlace } from './lib/saved-place.ts'
import DocumentsPage from './pages/DocumentsPage.vue'
import SignInPage from './pages/SignInPage.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown to everybody; every other page asks for a signed-in person. */
    open?: boolean
    /** Only a demonstration has it. */
    demo?: boolean
    /** Uses the whole width of the window instead of the page column. */
    wide?: boolean
    /** Stays scrolled where it is while only what its address asks for changes. */
    keepsPlace?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (to, from, saved) => {
    if (to.meta.keepsPlace && to.path === from.path) return false
    return saved ? reachPlace(saved) : { top: 0 }
  },
  routes: [
    { path: '/', name: 'documents', component: DocumentsPage },
    { path: '/zaloguj', name: 'sign-in', component: SignInPage, meta: { open: true } },
    {
      path: '/zaloguj/link',
      name: 'sign-in-link',
      component: () => import('./pages/SignInLinkPage.vue'),
      meta: { open: true },
    },
    {
      path: '/dokument/:id',
      name: 'document',
      component: () => import('./pages/DocumentPage.vue'),
      props: true,
      meta: { wide: true },
    },
    {
      path: '/dokument/:id/uwagi',
      name: 'remarks',
      component: () => import('./pages/RemarksPage.vue'),
      props: true,
      meta: { wide: true },
    },
    {
      path: '/dokument/:id/historia',
      name: 'history',
      component: () => import('./pages/HistoryPage.vue'),
      props: true,
    },
    {
      path: '/dokument/:id/wersja/:versionId',
      name: 'version',
      component: () => import('./pages/VersionPage.vue'),
      props: true,
    },
    {
      path: '/dokument/:id/porownaj',
      name: 'compare',
      component: () => import('./pages/ComparePage.vue'),
      props: true,
    },
    {
      path: '/dokument/:id/autorzy',
      name: 'authors',
      component: () => import('./pages/AuthorsPage.vue'),
      props: true,
    },
    {
      path: '/dokument/:id/przywroc',
      name: 'restore',
      component: () => import('./pages/RestorePage.vue'),
      props: true,
    },
    {
      path: '/dokument/:id/odtwarzanie',
      name: 'playback',
      component: () => import('./pages/PlaybackPage.vue'),
      props: true,
      meta: { keepsPlace: true },
    },
    { path: '/konto', name: 'account', component: () => import('./pages/AccountPage.vue') },
    {
      path: '/powiadomienia',
      name: 'notifications',
      component: () => import('./pages/NotificationsPage.vue'),
    },
    {
      path: '/powiadomienia/wypisz',
      name: 'unsubscribe',
      component: () => import('./pages/UnsubscribePage.vue'),
      meta: { open: true },
    },
    { path: '/organizacja', name: 'organization', component: () => import('./pages/OrganizationPage.vue') },
    {
      path: '/poczta',
      name: 'mail',
      component: () => import('./pages/MailPage.vue'),
      meta: { open: true, demo: true },
    },
    {
      path: '/deklaracja-dostepnosci',
      name: 'accessibility',
      component: () => import('./pages/AccessibilityPage.vue'),
      meta: { open: true },
    },
    {
      path: '/klauzula-informacyjna',
      name: 'privacy',
      component: () => import('./pages/PrivacyPage.vue'),
      meta: { open: true },
    },
    { path: '/kontakt', name: 'contact', component: () => import('./pages/ContactPage.vue'), meta: { open: true } },
    {
      path: '/brak-dostepu',
      name: 'refused',
      component: () => import('./pages/RefusedPage.vue'),
      meta: { open: true, wide: true },
    },
    {
      path: '/odnosnik-wygasl',
      name: 'link-expired',
      component: () => import('./pages/LinkExpiredPage.vue'),
      meta: { open: true },
    },
    {
      path: '/:missing(.*)*',
      name: 'not-found',
      component: () => import('./pages/NotFoundPage.vue'),
      meta: { open: true },
    },
  ],
})

function missing(to: RouteLocationNormalized) {
  return { name: 'not-found', params: { missing: to.path.slice(1).split('/') }, query: to.query }
}

/** Fetches the code of a page while the server is still asked who this is. */
function fetchPage({ matched }: RouteLocationNormalized): void {
  for (const { components } of matched) {
    const page = components?.default
    // The router fetches it again, from memory, and is the one that reports a failure.
    if (typeof page === 'function') Promise.resolve((page as () => unknown)()).catch(() => undefined)
  }
}

router.beforeEach(async (to) => {
  fetchPage(to)
  const session = await loadSession()
  if (to.meta.demo && session.instance?.demo !== true) return missing(to)
  if (to.meta.open || session.viewer !== null || session.unreachable) return true
  return { name: 'sign-in', query: nextQuery(to.fullPath) }
})

router.afterEach((to, from) => {
  if (to.path !== from.path || from.matched.length === 0) countNavigation()
})
