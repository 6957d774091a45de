import { useI18n } from 'vue-i18n'
import { daysAgo, formatDate } from '../../lib/format.ts'
import { useToday } from '../../lib/useToday.ts'

/** What the day of a moment is called today. */
export function useDayNames(): (at: string) => string {
  const { t } = useI18n()
  const today = useToday()

  return (at) => {
    const days = daysAgo(at, today.value)
    if (days === 0) return t('notifications.today')
    return days === 1 ? t('notifications.yesterday') : formatDate(at)
  }
}
