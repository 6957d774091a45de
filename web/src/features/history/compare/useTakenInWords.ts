import { useI18n } from 'vue-i18n'
import { formatDateTime } from '../../../lib/format.ts'
import type { Source } from './comparison-fields.ts'

type Remark = Source['takenIn'][number]

/** A remark that somebody said was taken in: whose it is, and who said so and when. */
export function useTakenInWords(): (remark: Remark) => { remark: string; said: string } {
  const { t } = useI18n()
  return ({ author: { name }, organization, resolvedBy, resolvedAt }) => {
    const author = organization === null ? name : t('compare.who.person', { name, organization: organization.name })
    const by = resolvedBy?.name ?? t('history.activity.somebody')
    const when = resolvedAt === null ? '' : formatDateTime(resolvedAt)
    return { remark: t('compare.who.remark', { author }), said: t('compare.who.takenIn', { name: by, when }) }
  }
}
