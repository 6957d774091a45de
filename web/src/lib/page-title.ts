import type { MaybeRefOrGetter } from 'vue'
import { onScopeDispose, readonly, ref, toValue, watch } from 'vue'
import { i18n } from '../i18n/index.ts'

const current = ref('')
let navigations = 0

/** The title of the page on the screen, without the name of the product. */
export const pageTitle = readonly(current)

/** Names the page in the tab, in history and for the screen reader. The page's h1 and its tab say the same. */
export function usePageTitle(title: MaybeRefOrGetter<string>): void {
  const stop = watch(
    () => toValue(title),
    (text) => {
      current.value = text
      document.title = i18n.global.t('common.pageTitle', { title: text, app: i18n.global.t('common.appName') })
    },
    { immediate: true },
  )
  onScopeDispose(stop)
}

export function countNavigation(): void {
  navigations += 1
}

/** False for the first page after loading: there the browser reads the page from its top by itself. */
export function cameByNavigation(): boolean {
  return navigations > 1
}
