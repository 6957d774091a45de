import { useClientHandle } from '@urql/vue'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { graphql } from '../../graphql.ts'
import { compareText, foldText } from '../../lib/format.ts'

const MentionTargetsQuery = graphql(`
  query MentionTargets_Query($search: String!) {
    people(search: $search, first: 10) { id name organization { id name } }
    organizations { id name }
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

/** People and organisations whose names hold what is being typed; the server folds Polish letters, and so do we. */
export function useMentionTargets() {
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
    const { data } = await client.query(MentionTargetsQuery, { search: text })
    if (!isWanted()) return
    busy.value = false
    const folded = foldText(text)
    const people = (data?.people ?? []).map(({ id, name, organization }) => ({
      key: `person-${id}`,
      label: name,
      detail: organization?.name ?? '',
      personId: id,
      organizationId: null,
    }))
    const organizations = (data?.organizations ?? [])
      .filter(({ name }) => foldText(name).includes(folded))
      .map(({ id, name }) => ({
        key: `organization-${id}`,
        label: name,
        detail: t('comments.mentions.organization'),
        personId: null,
        organizationId: id,
      }))
      .sort((one, other) => compareText(one.label, other.label))
    targets.value = [...people, ...organizations].slice(0, MAX_OFFERED)
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
