import { useMutation } from '@urql/vue'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { graphql, type VariablesOf } from '../../graphql.ts'

const ShareMutation = graphql(`
  mutation ShareForm_Mutation(
    $documentId: ID!
    $personId: ID
    $organizationId: ID
    $role: DocumentRole!
    $manage: Boolean
  ) {
    shareDocument(
      input: {
        documentId: $documentId
        personId: $personId
        organizationId: $organizationId
        role: $role
        manage: $manage
      }
    ) {
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

export type DocumentRole = VariablesOf<typeof ShareMutation>['role']

const DOCUMENT_ROLES = ['EDITOR', 'PROPOSER', 'COMMENTER', 'READER'] as const satisfies readonly DocumentRole[]

type Right = Omit<VariablesOf<typeof ShareMutation>, 'documentId'>

/** Gives and takes rights; each answers with the error, or nothing when it was done. */
export function useDocumentRights(documentId: () => string) {
  const sharing = useMutation(ShareMutation)
  const unsharing = useMutation(UnshareMutation)

  async function share(right: Right): Promise<unknown> {
    const { error } = await sharing.executeMutation({ ...right, documentId: documentId() })
    return error
  }

  async function unshare(memberId: string): Promise<unknown> {
    const { error } = await unsharing.executeMutation({ documentId: documentId(), memberId })
    return error
  }

  return { share, unshare, busy: sharing.fetching }
}

export function useRoleOptions() {
  const { t } = useI18n()
  return computed(() => DOCUMENT_ROLES.map((value) => ({ value, label: t(`documents.roles.${value}`) })))
}
