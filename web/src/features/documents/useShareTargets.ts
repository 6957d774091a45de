import { computed, onScopeDispose, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { graphql } from '../../graphql.ts'
import { compareText, foldText } from '../../lib/format.ts'
import { useAnswer } from '../../useAnswer.ts'

const ShareTargetsQuery = graphql(`
  query ShareForm_Query($search: String!) {
    people(search: $search, first: 10) { id name organization { id name } }
    organizations { id name }
  }
`)

/** Somebody a document can be shared with: one person, or everybody in an organisation. */
export interface ShareTarget {
  id: string
  label: string
  detail: string
  personId: string | null
  organizationId: string | null
}

const TYPING_PAUSE_MS = 200

/** People and organisations whose names hold what is being typed. */
export function useShareTargets() {
  const { t } = useI18n()
  const typed = ref('')
  const wanted = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined

  const { data, fetching } = useAnswer({
    query: ShareTargetsQuery,
    variables: computed(() => ({ search: wanted.value })),
  })

  function search(text: string): void {
    clearTimeout(timer)
    typed.value = text.trim()
    timer = setTimeout(() => {
      wanted.value = typed.value
    }, TYPING_PAUSE_MS)
  }
  onScopeDispose(() => clearTimeout(timer))

  const organizations = computed<ShareTarget[]>(() => {
    const folded = foldText(wanted.value)
    return (data.value?.organizations ?? [])
      .filter((organization) => foldText(organization.name).includes(folded))
      .map(({ id, name }) => ({
        id: `organization:${id}`,
        label: name,
        detail: t('documents.share.wholeOrganization'),
        personId: null,
        organizationId: id,
      }))
      .sort((left, right) => compareText(left.label, right.label))
  })

  const people = computed<ShareTarget[]>(() =>
    (data.value?.people ?? []).map(({ id, name, organization }) => ({
      id: `person:${id}`,
      label: name,
      detail: organization?.name ?? '',
      personId: id,
      organizationId: null,
    })),
  )

  const busy = computed(() => fetching.value || typed.value !== wanted.value)
  const targets = computed(() => [...people.value, ...organizations.value])

  /** Until the answer comes, of those that were found for less only whom the words still name. */
  const named = computed(() => {
    const folded = foldText(typed.value)
    return busy.value ? targets.value.filter(({ label }) => foldText(label).includes(folded)) : targets.value
  })

  return { targets: named, busy, search }
}
