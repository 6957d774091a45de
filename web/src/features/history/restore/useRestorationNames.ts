import { useI18n } from 'vue-i18n'
import { formatDateTime } from '../../../lib/format.ts'
import type { Restoration } from './restoration-fields.ts'

type Named = Pick<Restoration, 'version' | 'momentAt' | 'person'>

/** What a restoration is called, where it is told of and where the version before it is. */
export function useRestorationNames() {
  const { t } = useI18n()

  function nameOf(way: 'done' | 'before', { version, momentAt, person }: Named): string {
    if (momentAt !== null) return t(`history.restore.${way}.moment`, { when: formatDateTime(momentAt) })
    if (version === null) {
      return t(`history.restore.${way}.changes`, { name: person?.name ?? t('history.activity.somebody') })
    }
    const { number, name } = version
    return name === ''
      ? t(`history.restore.${way}.version`, { number })
      : t(`history.restore.${way}.versionNamed`, { number, name })
  }

  return {
    /** „Przywrócono wersję 3” */
    doneOf: (restoration: Named) => nameOf('done', restoration),
    /** „Przed przywróceniem wersji 3” */
    beforeOf: (restoration: Named) => nameOf('before', restoration),
  }
}
