import type { Router } from 'vue-router'

/** Calls back with the address of a page whose code cannot be had, as after a newer bundle has replaced this tab's. */
export function watchFailedPages(router: Pick<Router, 'onError'>, failed: (path: string) => void): void {
  router.onError((_error, to) => failed(to.fullPath))
}
