// Whether somebody is looking: a window that is in sight, with the focus, in which something was done not long ago. A
// computer that was left on a desk reads nothing.

const LOOKING_MS = 60_000
const SIGNS = ['pointerdown', 'pointermove', 'wheel', 'keydown', 'touchmove'] as const

/** Opening the page is a sign, too. */
let lastSign = Date.now()

function note(): void {
  lastSign = Date.now()
}

for (const sign of SIGNS) addEventListener(sign, note, { capture: true, passive: true })

function isAttended(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus() && Date.now() - lastSign < LOOKING_MS
}

/** Calls back once, now or at the first sign that somebody looks again; what it answers ends the waiting. */
export function onceAttended(doIt: () => void): () => void {
  function look(): void {
    if (!isAttended()) return
    stop()
    doIt()
  }
  function stop(): void {
    for (const sign of SIGNS) removeEventListener(sign, look, true)
    removeEventListener('focus', look)
    document.removeEventListener('visibilitychange', look)
  }
  for (const sign of SIGNS) addEventListener(sign, look, { capture: true, passive: true })
  addEventListener('focus', look)
  document.addEventListener('visibilitychange', look)
  look()
  return stop
}
