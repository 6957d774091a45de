import { computed, nextTick, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute } from 'vue-router'
import { notify } from '../../ui/toast.ts'
import type { TextView } from '../proposals/useProposing.ts'

/**
 * Which text is shown: the one that is written in, or a preview of it. While a preview is read the text is not to be
 * seen, so whatever leads to a place in it brings it back first, and what is about selected words is off.
 */
export function useTextView() {
  const { t } = useI18n()
  const view = ref<TextView>('proposals')
  const isText = computed(() => view.value === 'proposals')

  /** Resolves once the text is there to be scrolled and focused. */
  async function showText(): Promise<void> {
    if (isText.value) return
    view.value = 'proposals'
    await nextTick()
  }

  /** The same, in the text. */
  function inText<Args extends unknown[]>(act: (...args: Args) => unknown): (...args: Args) => void {
    return (...args) => {
      if (isText.value) act(...args)
      else void showText().then(() => act(...args))
    }
  }

  /** The same where the words it is about are shown; elsewhere it is said where it can be done. */
  function onlyInText(act: () => void): () => void {
    return () => {
      if (isText.value) act()
      else notify(t('proposals.views.onlyInText'), { action: { label: t('proposals.views.back'), run: showText } })
    }
  }

  // The address names a remark or a proposal, which only the text shows.
  const route = useRoute()
  watch(() => route.query, showText)

  return { view, isText, showText, inText, onlyInText }
}
