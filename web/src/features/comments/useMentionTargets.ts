import { useClientHandle } from '@urql/vue'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { graphql } from '../../graphql.ts'

const MentionTargetsQuery = graphql(`
  query MentionTargets_Query($documentId: ID!, $search: String!) {
    document(id: $documentId) {
      id
      mentionable(search: $search) {
        people { id name organization { id name } }
        organizations { id name }
      }
    }
  }
`)

/** Somebody who can be named. */
export interface MentionTarget {
  key: string
  label: string
  detail: string
  personId: string | null
  organizationId: string | null
}

/** So many fit under the field without scrolling. */
const MAX_OFFERED = 6
const TYPING_PAUSE_MS = 150

/** Many people of a name do not leave organisations without a place, nor the other way round. */
function shared(people: readonly MentionTarget[], organizations: readonly MentionTarget[]): MentionTarget[] {
  const half = MAX_OFFERED / 2
  const most = (other: readonly MentionTarget[]) => Math.max(half, MAX_OFFERED - other.length)
  return [...people.slice(0, most(organizations)), ...organizations.slice(0, most(people))]
}

/** People and organisations that may read the document, whose names hold what is being typed. */
export function useMentionTargets(documentId: string) {
  const { client } = useClientHandle()
  const { t } = useI18n()
  const targets = shallowRef<readonly MentionTarget[]>([])
  const busy = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let round = 0

  function search(text: string): void {
    clearTimeout(timer)
    round += 1
    const mine = round
    busy.value = true
    timer = setTimeout(() => void ask(text.trim(), () => mine === round), TYPING_PAUSE_MS)
  }

  async function ask(text: string, isWanted: () => boolean): Promise<void> {
    const { data } = await client.query(MentionTargetsQuery, { documentId, search: text })
    if (!isWanted()) return
    busy.value = false
    const offered = data?.document?.mentionable
    const people = (offered?.people ?? []).map(({ id, name, organization }) => ({
      key: `person-${id}`,
      label: name,
      detail: organization?.name ?? '',
      personId: id,
      organizationId: null,
    }))
    const organizations = (offered?.organizations ?? []).map(({ id, name }) => ({
      key: `organization-${id}`,
      label: name,
      detail: t('comments.mentions.organization'),
      personId: null,
      organizationId: id,
    }))
    targets.value = shared(people, organizations)
  }

  function clear(): void {
    clearTimeout(timer)
    round += 1
    busy.value = false
    targets.value = []
  }
  onScopeDispose(clear)

  return { targets, busy, search, clear }
}
