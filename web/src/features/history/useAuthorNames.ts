import { useI18n } from 'vue-i18n'

interface Author {
  person: { name: string } | null
  organization: { name: string } | null
}

/** Authors as they are listed: each with the organisation they wrote for. */
export function useAuthorNames() {
  const { t } = useI18n()
  return (authors: readonly Author[]): string[] =>
    authors.map(({ person, organization }) => {
      const name = person?.name ?? t('history.activity.somebody')
      return organization === null ? name : t('history.versions.author', { name, organization: organization.name })
    })
}
