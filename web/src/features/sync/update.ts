import { Workbox } from 'workbox-window'

const CHECK_MS = 60 * 60_000

let worker: Workbox | null = null
let isWaiting = false

/**
 * Once per page: registers the service worker and looks for newer bundles now and then.
 * @param waiting called when a newer bundle is on this device and waits for the person's word
 */
export function startUpdates(waiting: () => void): void {
  if (worker || import.meta.env.DEV || !('serviceWorker' in navigator)) return
  const registered = new Workbox('/sw.js')
  worker = registered
  registered.addEventListener('waiting', () => {
    isWaiting = true
    waiting()
  })
  const check = (): void => {
    if (document.visibilityState === 'visible' && navigator.onLine) ignoreRefusal(registered.update())
  }
  ignoreRefusal(registered.register())
  setInterval(check, CHECK_MS)
  document.addEventListener('visibilitychange', check)
}

/** Reloads into the newest bundle, also where the waiting one is not known yet. */
export async function reloadToNewest(): Promise<void> {
  if (worker && isWaiting) {
    worker.addEventListener('controlling', () => window.location.reload())
    worker.messageSkipWaiting()
    return
  }
  // The cached bundle would answer a plain reload: without a worker the server does.
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? []
  await Promise.all(registrations.map((registration) => registration.unregister()))
  window.location.reload()
}

/** Without a worker (private window, no connection) the page works as before; only opening it offline does not. */
function ignoreRefusal(attempt: Promise<unknown>): void {
  attempt.catch(() => undefined)
}
