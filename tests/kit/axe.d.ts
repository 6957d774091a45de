import type axe from 'axe-core'

declare global {
  interface Window {
    /** Injected by the browser kit. */
    axe: typeof axe
  }
}
