import { useI18n } from 'vue-i18n'
import type { Restoration } from './restoration-fields.ts'

/** What a restoration is called, where it is told of and where the version before it is. */
export function useRestorationNames() {
  const { t } = useI18n()

  function nameOf(way: 'done' | 'before', { version, person }: Pick<Restoration, 'version' | 'person'>): string {
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
    doneOf: (restoration: Pick<Restoration, 'version' | 'person'>) => nameOf('done', restoration),
    /** „Przed przywróceniem wersji 3” */
    beforeOf: (restoration: Pick<Restoration, 'version' | 'person'>) => nameOf('before', restoration),
  }
}
