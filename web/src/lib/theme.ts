import { readonly, ref } from 'vue'
import { forget, readChoice, remember } from './remembered.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const chosen = ref<Theme>(readChoice('theme', THEMES) ?? 'system')

export const theme = readonly(chosen)

/** "system" follows the device; the other two stay whatever the device says. */
export function chooseTheme(next: Theme): void {
  chosen.value = next
  if (next === 'system') {
    forget('theme')
    delete document.documentElement.dataset.theme
    return
  }
  remember('theme', next)
  document.documentElement.dataset.theme = next
}
