import { CombinedError } from '@urql/core'
import { useMutation } from '@urql/vue'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { graphql, type VariablesOf } from '../../graphql.ts'
import { codeOf, detailOf, wordsOf } from '../../lib/refusal.ts'

const ShareMutation = graphql(`
  mutation ShareForm_Mutation($input: ShareDocumentInput!) {
    shareDocument(input: $input) {
      id
      members { id role manage }
    }
  }
`)

const UnshareMutation = graphql(`
  mutation ShareList_Remove_Mutation($documentId: ID!, $memberId: ID!) {
    unshareDocument(input: { documentId: $documentId, memberId: $memberId }) {
      id
      members { id }
    }
  }
`)

type Share = VariablesOf<typeof ShareMutation>['input']
export type DocumentRole = Share['role']

const DOCUMENT_ROLES = ['EDITOR', 'PROPOSER', 'COMMENTER', 'READER'] as const satisfies readonly DocumentRole[]

type Right = Omit<Share, 'documentId'>

/** Gives and takes rights; each answers with the error, or nothing when it was done. */
export function useDocumentRights(documentId: () => string) {
  const sharing = useMutation(ShareMutation)
  const unsharing = useMutation(UnshareMutation)

  async function share(right: Right): Promise<unknown> {
    const { error } = await sharing.executeMutation({ input: { ...right, documentId: documentId() } })
    return error
  }

  async function unshare(memberId: string): Promise<unknown> {
    const { error } = await unsharing.executeMutation({ documentId: documentId(), memberId })
    return error
  }

  return { share, unshare, busy: sharing.fetching }
}

/** Why a right was not given or taken. Nobody changed anything meanwhile where it says which right stands in the way. */
export function rightRefusal(error: unknown, t: (key: string) => string): string {
  const detail = error instanceof CombinedError && codeOf(error) === 'CONFLICT' ? detailOf(error) : undefined
  if (detail === 'own right') return t('documents.share.ownRight')
  if (detail === 'City') return t('documents.share.city')
  return detail === 'held right' ? t('documents.share.heldRight') : wordsOf(error)
}

export function useRoleOptions() {
  const { t } = useI18n()
  return computed(() => DOCUMENT_ROLES.map((value) => ({ value, label: t(`documents.roles.${value}`) })))
}
