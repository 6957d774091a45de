import { useI18n } from 'vue-i18n'
import type { Source } from './comparison-fields.ts'

type Named = { person: { name: string } | null; organization: { name: string } | null }

/** What whoever made a change is called: the person and for whom they spoke. */
export function useSourceNames(): (source: Named | Source) => string {
  const { t } = useI18n()
  return ({ person, organization }) => {
    const name = person?.name ?? t('history.activity.somebody')
    return organization === null ? name : t('compare.who.person', { name, organization: organization.name })
  }
}
