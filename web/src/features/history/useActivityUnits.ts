import { computed, type Ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { formatDateTime } from '../../lib/format.ts'
import { isNews, lastMentions, listGone } from './gone-units.ts'
import { useAmendments } from './useAmendments.ts'
import { useUnits } from './useUnits.ts'

/** The units that rows of the activity name: those of the text, read again as more come, and those that are not in it. */
export function useActivityUnits(
  documentId: string,
  rows: Ref<readonly { startedAt: string; unitIds: readonly string[] }[]>,
) {
  const { t } = useI18n()
  const { units, byId, isLoaded, refresh } = useUnits(documentId)
  const seen = shallowRef<ReadonlyMap<string, string>>(new Map())

  watch(rows, (now) => {
    const before = seen.value
    seen.value = lastMentions(before, now)
    if (isLoaded.value && isNews(before, seen.value, byId.value)) void refresh()
  })

  useAmendments(() => documentId, refresh)

  const gone = computed(() => (isLoaded.value ? listGone(seen.value, byId.value, nameGone) : []))

  function nameGone(at: string, number: number): string {
    const when = formatDateTime(at)
    return number === 1 ? t('history.filters.gone', { when }) : t('history.filters.goneToo', { when, number })
  }

  return { units, byId, gone, refresh }
}
