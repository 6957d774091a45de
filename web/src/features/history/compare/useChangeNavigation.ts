import { nextTick, onBeforeUnmount, onMounted, type Ref, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { ShownComparison } from './changes.ts'
import { useSourceNames } from './useSourceNames.ts'
import { useTakenInWords } from './useTakenInWords.ts'

interface Options {
  /** Where changes carry their numbers as `data-change`. */
  root: Ref<HTMLElement | null>
  shown: Ref<ShownComparison | null>
  /** Indexes of the changes that are gone through. */
  numbers: Ref<readonly number[]>
}

/** From change to change by button and key: moves the focus there and says what the change is. */
export function useChangeNavigation({ root, shown, numbers }: Options) {
  const { t } = useI18n()
  const nameOf = useSourceNames()
  const takenInWords = useTakenInWords()
  const current = ref<number | null>(null)
  const announced = ref('')

  function go(by: 1 | -1): void {
    const total = numbers.value.length
    if (total === 0) return
    const from = current.value ?? (by === 1 ? -1 : 0)
    current.value = (from + by + total) % total
    void show(current.value)
  }

  async function show(number: number): Promise<void> {
    announced.value = wordsOf(number)
    await nextTick()
    unmark()
    if (current.value !== number) return
    const places = root.value?.querySelectorAll<HTMLElement>(`[data-change="${number}"]`) ?? []
    for (const place of places) place.setAttribute('data-current', '')
    places[0]?.focus({ preventScroll: true })
    places[0]?.scrollIntoView({ block: 'center' })
  }

  function unmark(): void {
    for (const marked of root.value?.querySelectorAll('[data-current]') ?? []) marked.removeAttribute('data-current')
  }

  function wordsOf(number: number): string {
    const change = shown.value?.changes[numbers.value[number] ?? -1]
    if (change === undefined) return ''
    const sources = change.sources.flatMap((index) => shown.value?.sources[index] ?? [])
    const remarks = sources.flatMap(({ takenIn }) => takenIn.map(takenInWords))
    const who = [...sources.map(nameOf), ...remarks.map(({ remark, said }) => `${remark}, ${said}`)]
    const { name, words } = change
    const total = numbers.value.length
    return t('compare.nav.announce', { current: number + 1, total, name, words, who: [...new Set(who)].join(', ') })
  }

  function onKey(event: KeyboardEvent): void {
    const by = event.key === 'PageDown' ? 1 : event.key === 'PageUp' ? -1 : null
    if (by === null || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    go(by)
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
  watch(numbers, () => {
    current.value = null
    announced.value = ''
    unmark()
  })

  return { current, announced, go }
}
