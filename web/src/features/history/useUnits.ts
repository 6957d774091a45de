import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { graphql } from '../../graphql.ts'
import { useAskAgain } from '../../lib/useAskAgain.ts'
import { useAnswer } from '../../useAnswer.ts'

const UnitsQuery = graphql(`
  query HistoryUnits_Query($documentId: ID!, $whole: Boolean!) {
    documentUnits(documentId: $documentId) { id kind reference words hash text @include(if: $whole) }
  }
`)

export interface NamedUnit {
  id: string
  /** „§ 6 ust. 3”, or how it begins. */
  name: string
  /** How it begins. */
  words: string
  /** All that it says, where it was asked for; else how it begins. */
  text: string
  /** Of all that it says. */
  hash: string
}

const WORDS_LENGTH = 40

/** The units of a document as they are called now; with all that they say where that is to be read. */
export function useUnits(documentId: string, whole = false) {
  const { t } = useI18n()
  const { data, error, fetching, executeQuery } = useAnswer({
    query: UnitsQuery,
    variables: { documentId, whole },
    // Not from what was read before: words may have been taken out of it since.
    requestPolicy: 'network-only',
  })

  const units = computed<NamedUnit[]>(() =>
    (data.value?.documentUnits ?? []).map(({ id, kind, reference, words, hash, text = words }) => {
      const isOwnName = reference !== '' && !['PARAGRAPH', 'QUOTE', 'BULLET', 'NUMBER', 'TABLE'].includes(kind)
      const said = { id, words, hash, text }
      if (isOwnName) return { ...said, name: reference }
      if (words !== '') return { ...said, name: t('history.activity.unnamed', { words: shorten(words) }) }
      return { ...said, name: kind === 'TABLE' ? t('history.activity.unitTable') : t('history.activity.unitless') }
    }),
  )
  const byId = computed(() => new Map(units.value.map((unit) => [unit.id, unit])))
  const refresh = useAskAgain({ fetching, executeQuery })
  return { units, byId, error, isLoaded: computed(() => data.value !== undefined), refresh }
}

function shorten(words: string): string {
  return words.length <= WORDS_LENGTH ? words : `${words.slice(0, WORDS_LENGTH).trimEnd()}…`
}
