import { Workbox } from 'workbox-window'
import { BundleWatch } from './bundle-watch.ts'

const CHECK_MS = 60 * 60_000
const FIRST_RETRY_MS = 30_000
const SCRIPT = '/sw.js'

let watch: BundleWatch | null = null
let retryMs = FIRST_RETRY_MS

/**
 * Once per page: registers the service worker and looks for newer bundles now and then.
 * @param offer called when a newer bundle is on this device and waits for the person's word
 */
export function startUpdates(offer: () => void): void {
  if (watch || import.meta.env.DEV || !('serviceWorker' in navigator)) return
  install(offer)
  const check = (): void => ignoreRefusal(updateOrInstall(offer))
  setInterval(check, CHECK_MS)
  document.addEventListener('visibilitychange', check)
  window.addEventListener('online', check)
}

/** A first worker that could not bring everything (weak Wi-Fi) is gone for good: only a new one tries again. */
function install(offer: () => void): void {
  const worker = new Workbox(SCRIPT)
  watch = new BundleWatch(worker, { offer, reload: () => window.location.reload() })
  const tryAgain = (): void => {
    setTimeout(() => ignoreRefusal(updateOrInstall(offer)), retryMs)
    retryMs = Math.min(2 * retryMs, CHECK_MS)
  }
  worker.addEventListener('redundant', tryAgain)
  worker.register().catch(tryAgain)
}

async function updateOrInstall(offer: () => void): Promise<void> {
  if (document.visibilityState !== 'visible') return
  const registration = await navigator.serviceWorker.getRegistration()
  if (registration === undefined) install(offer)
  else await registration.update()
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
