import { useI18n } from 'vue-i18n'
import { isSubmitterHidden } from '../../proposals/submitter.ts'
import type { Source } from './comparison-fields.ts'
import { isOfSystem } from './system-source.ts'

type Named = Pick<Source, 'person' | 'organization' | 'proposal' | 'kind'>

/**
 * What whoever made a change is called: the person and for whom they spoke. What somebody only entered is not theirs, nor
 * their organisation's.
 */
export function useSourceNames(): (source: Named) => string {
  const { t } = useI18n()
  return (source) => {
    if (isOfSystem(source)) return t('compare.who.system')
    const { person, organization, proposal } = source
    const name = person?.name ?? t('history.activity.somebody')
    const own = proposal !== null && proposal.author.id === person?.id ? proposal : null
    if (own !== null && isSubmitterHidden(own)) return t('compare.who.onHiddenBehalf', { person: name })
    const onBehalfOf = own?.onBehalfOf ?? null
    if (onBehalfOf !== null) return t('compare.who.onBehalfOf', { name: onBehalfOf, person: name })
    return organization === null ? name : t('compare.who.person', { name, organization: organization.name })
  }
}
