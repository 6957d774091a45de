import { nextTick } from 'vue'

const MAX_FRAMES = 20
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))

/**
 * Puts the focus there as soon as it is there, since letters typed meanwhile would go into the text; and only once, since
 * the person may go on from there at once.
 */
export async function focusIn(selector: string): Promise<void> {
  await nextTick()
  for (let frame = 0; frame < MAX_FRAMES; frame += 1) {
    const isThere = document.querySelector(selector) !== null
    // A sheet that opens takes the focus for itself first.
    const isInSheet = document.querySelector(`[role="dialog"] ${selector}`) !== null
    if (!isThere || isInSheet) await nextFrame()
    if (!isThere) continue
    document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true })
    return
  }
}
