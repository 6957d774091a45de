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
  const wanted = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined

  const { data, fetching } = useAnswer({
    query: ShareTargetsQuery,
    variables: computed(() => ({ search: wanted.value })),
  })

  function search(text: string): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      wanted.value = text.trim()
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

  return { targets: computed(() => [...people.value, ...organizations.value]), busy: fetching, search }
}
