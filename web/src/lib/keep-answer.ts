import { type Ref, shallowRef, watch } from 'vue'
import { isRightsEnded } from './refusal.ts'

interface Answered<Data> {
  data: Ref<Data | null | undefined>
  error: Ref<unknown>
  operation: Ref<{ key: number } | undefined>
}

/**
 * The last good answer, which stays where a later one fails: somebody may be typing in what it shows. It goes where the
 * question is another one, and where it is no longer theirs to ask.
 */
export function keepAnswer<Data>({ data, error, operation }: Answered<Data>): Readonly<Ref<Data | undefined>> {
  const kept = shallowRef<Data>()
  let before: Data | undefined
  let key: number | undefined

  function take(answer: Data): void {
    if (answer !== kept.value) before = kept.value
    kept.value = answer
  }

  // urql sets its refs one by one, data first: every change is looked at as it comes, so that no good answer is missed
  // between two, and what is taken for one goes again where its error comes after it.
  watch(
    [data, error, operation],
    ([now, problem, asked]) => {
      if (problem === undefined && now) {
        take(now)
        key = asked?.key
      } else if (problem !== undefined && (isRightsEnded(problem) || asked?.key !== key)) kept.value = undefined
      else if (problem !== undefined && now && now === kept.value) kept.value = before
    },
    { immediate: true, flush: 'sync' },
  )
  return kept
}
