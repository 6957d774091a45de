/** The window and what of it can be seen, in CSS pixels; `height` and `offsetTop` shrink and move as one zooms in. */
export interface SeenPart {
  innerHeight: number
  height: number
  offsetTop: number
  scale: number
}

/** Less than this is a bar of the browser, or a rounding: no keyboard is as low. */
const LEAST_KEYBOARD = 100

/**
 * Pixels from the bottom of the window up to where the on-screen keyboard begins. Zoomed in, the seen part is small for
 * another reason too: only what is missing of it at its own scale is the keyboard, and without one nothing is covered.
 */
export function keyboardInset({ innerHeight, height, offsetTop, scale }: SeenPart): number {
  const isZoomed = scale > 1.05
  if (isZoomed && innerHeight - height * scale < LEAST_KEYBOARD) return 0
  return Math.max(0, Math.round(innerHeight - height - offsetTop))
}
