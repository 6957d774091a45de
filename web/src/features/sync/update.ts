import { Workbox } from 'workbox-window'
import { BundleWatch } from './bundle-watch.ts'

const CHECK_MS = 60 * 60_000

let watch: BundleWatch | null = null

/**
 * Once per page: registers the service worker and looks for newer bundles now and then.
 * @param offer called when a newer bundle is on this device and waits for the person's word
 */
export function startUpdates(offer: () => void): void {
  if (watch || import.meta.env.DEV || !('serviceWorker' in navigator)) return
  const worker = new Workbox('/sw.js')
  watch = new BundleWatch(worker, { offer, reload: () => window.location.reload() })
  const check = (): void => {
    if (document.visibilityState === 'visible' && navigator.onLine) ignoreRefusal(worker.update())
  }
  ignoreRefusal(worker.register())
  setInterval(check, CHECK_MS)
  document.addEventListener('visibilitychange', check)
}

/** Reloads into the newest bundle, also where the waiting one is not known yet. */
export async function reloadToNewest(): Promise<void> {
  if (watch?.take()) return
  // The cached bundle would answer a plain reload: without a worker the server does.
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? []
  await Promise.all(registrations.map((registration) => registration.unregister()))
  window.location.reload()
}

/** Without a worker (private window, no connection) the page works as before; only opening it offline does not. */
function ignoreRefusal(attempt: Promise<unknown>): void {
  attempt.catch(() => undefined)
}
