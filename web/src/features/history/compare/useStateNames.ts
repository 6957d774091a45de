import { useI18n } from 'vue-i18n'
import { formatDateTime } from '../../../lib/format.ts'
import type { ComparedState } from './comparison-fields.ts'

/** What a compared state is called: the version it is, or the moment of its text. */
export function useStateNames(): (state: ComparedState, side: 'before' | 'after') => string {
  const { t } = useI18n()
  return ({ version, proposal, writtenAt }, side) => {
    const when = writtenAt === null ? t('compare.page.unwritten') : formatDateTime(writtenAt)
    if (version !== null) {
      const { number, name } = version
      const called =
        name === '' ? t('compare.page.version', { number }) : t('compare.page.versionNamed', { number, name })
      return t('compare.page.writtenAt', { name: called, when })
    }
    if (proposal === null) return when
    const name = side === 'before' ? t('compare.page.withoutProposal') : t('compare.page.withProposal')
    return t('compare.page.writtenAt', { name, when })
  }
}
