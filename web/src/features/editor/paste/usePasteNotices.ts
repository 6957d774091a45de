import { useI18n } from 'vue-i18n'
import { formatList } from '../../../lib/format.ts'
import { notify } from '../../../ui/toast.ts'
import type { PasteReport } from '../copy/clipboard-plugin.ts'
import { droppedWords } from './words.ts'

/** Says what a paste left out, or why nothing was pasted. */
export function usePasteNotices(): (report: PasteReport) => void {
  const { t } = useI18n()
  return (report) => {
    if (report.type === 'refused') {
      notify(t(`editor.paste.${report.reason}`), { tone: 'danger' })
      return
    }
    const words = droppedWords(report.dropped, {
      t: (key, count) => (count === undefined ? t(key) : t(key, count)),
      list: formatList,
      without: (list) => t('editor.paste.dropped', { list }),
    })
    if (words) notify(words)
  }
}
