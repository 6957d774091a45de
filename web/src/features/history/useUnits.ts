import { useQuery } from '@urql/vue'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { graphql } from '../../graphql.ts'

const UnitsQuery = graphql(`
  query HistoryUnits_Query($documentId: ID!) {
    documentUnits(documentId: $documentId) { id kind reference words hash }
  }
`)

export interface NamedUnit {
  id: string
  /** „§ 6 ust. 3”, or how it begins. */
  name: string
  /** How it begins. */
  words: string
  /** Of all that it says. */
  hash: string
}

const WORDS_LENGTH = 40

/** The units of a document as they are called now. */
export function useUnits(documentId: string) {
  const { t } = useI18n()
  const { data, executeQuery } = useQuery({
    query: UnitsQuery,
    variables: { documentId },
    requestPolicy: 'cache-and-network',
  })

  const units = computed<NamedUnit[]>(() =>
    (data.value?.documentUnits ?? []).map(({ id, kind, reference, words, hash }) => {
      const isOwnName = reference !== '' && !['PARAGRAPH', 'QUOTE', 'BULLET', 'NUMBER', 'TABLE'].includes(kind)
      const said = { id, words, hash }
      if (isOwnName) return { ...said, name: reference }
      if (words !== '') return { ...said, name: t('history.activity.unnamed', { words: shorten(words) }) }
      return { ...said, name: kind === 'TABLE' ? t('history.activity.unitTable') : t('history.activity.unitless') }
    }),
  )
  const byId = computed(() => new Map(units.value.map((unit) => [unit.id, unit])))
  const refresh = () => executeQuery({ requestPolicy: 'network-only' })
  return { units, byId, refresh }
}

function shorten(words: string): string {
  return words.length <= WORDS_LENGTH ? words : `${words.slice(0, WORDS_LENGTH).trimEnd()}…`
}
