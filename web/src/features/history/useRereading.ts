import type { Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { type Question, useAskAgain } from '../../lib/useAskAgain.ts'
import { notify } from '../../ui/toast.ts'
import { useAmendments } from './useAmendments.ts'

/** Asks a page's question again where what it shows of the past may have changed, and says so where it has. */
export function useRereading(documentId: () => string, question: Question, shown: Readonly<Ref<unknown>>) {
  const { t } = useI18n()
  const ask = useAskAgain(question)

  async function readAgain(): Promise<void> {
    const before = shown.value
    await ask()
    if (before && shown.value && shown.value !== before) notify(t('history.reread'))
  }

  useAmendments(documentId, readAgain)
  return ask
}
