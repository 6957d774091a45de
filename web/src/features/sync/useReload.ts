import { useI18n } from 'vue-i18n'
import { notify } from '../../ui/toast.ts'
import { reloadToNewest } from './update.ts'

/** Reloads into the newest bundle, or says that there is no connection. */
export function useReload(): () => Promise<void> {
  const { t } = useI18n()
  return async () => {
    if (!(await reloadToNewest())) notify(t('errors.OFFLINE'), { tone: 'danger' })
  }
}
