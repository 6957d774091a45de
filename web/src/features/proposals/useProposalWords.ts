import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../ui/toast.ts'
import type { ProposingOptions } from '../editor/extensions/proposing.ts'

/** What the editor says about proposals. */
export function useProposalWords(): ProposingOptions {
  const { t } = useI18n()
  const nameOf = (kind: string) => t(`editor.kinds.${kind === 'heading' ? 'heading1' : kind}`)
  return {
    onRefused: (reason) => notify(t(`proposals.refused.${reason}`)),
    words: {
      split: t('proposals.signs.split'),
      join: t('proposals.signs.join'),
      kind: (before, now) => t('proposals.signs.kind', { before: nameOf(before), now: nameOf(now) }),
    },
  }
}

/** What signs of the style sheet are read as, for its variables. */
export function useSignWords() {
  const { t } = useI18n()
  return computed(() => ({
    '--said-inserted': JSON.stringify(t('proposals.signs.inserted')),
    '--said-deleted': JSON.stringify(t('proposals.signs.deleted')),
    '--said-look': JSON.stringify(t('proposals.signs.look')),
  }))
}
