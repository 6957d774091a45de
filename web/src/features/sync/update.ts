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
  const watching = new BundleWatch(worker, { offer, reload: () => window.location.reload() })
  watch = watching
  const tryAgain = (): void => {
    setTimeout(() => ignoreRefusal(updateOrInstall(offer)), retryMs)
    retryMs = Math.min(2 * retryMs, CHECK_MS)
  }
  worker.addEventListener('redundant', tryAgain)
  worker.register().then((registration) => registration && hearOfAll(registration, watching), tryAgain)
}

/** Workbox stops listening after one newer worker, and that one may not have arrived whole. */
function hearOfAll(registration: ServiceWorkerRegistration, watching: BundleWatch): void {
  registration.addEventListener('updatefound', () => {
    const { installing } = registration
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && registration.active !== null) watching.found(installing)
    })
  })
}

async function updateOrInstall(offer: () => void): Promise<void> {
  if (document.visibilityState !== 'visible') return
  const registration = await navigator.serviceWorker.getRegistration()
  if (registration === undefined) install(offer)
  else await registration.update()
}

/**
 * Reloads into the newest bundle, also where the waiting one is not known yet.
 * @returns false where it cannot be had, because there is no connection or no server at its end
 */
export async function reloadToNewest(): Promise<boolean> {
  if (watch?.take()) return true
  if (!(await isServerThere())) return false
  // The cached bundle would answer a plain reload: without a worker the server does.
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? []
  await Promise.all(registrations.map((registration) => registration.unregister()))
  window.location.reload()
  return true
}

/** Without the worker and without the server there would be no page at all; what a proxy says in its place is none. */
async function isServerThere(): Promise<boolean> {
  return fetch('/healthz', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** Without a worker (private window, no connection) the page works as before; only opening it offline does not. */
function ignoreRefusal(attempt: Promise<unknown>): void {
  attempt.catch(() => undefined)
}
