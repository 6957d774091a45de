import { nextTick, onBeforeUnmount, onMounted, type Ref, ref, watch } from 'vue'

interface Options {
  /** Where runs carry their numbers as `data-run`. */
  root: Ref<HTMLElement | null>
  /** Numbers of the runs that are gone through, in order. */
  numbers: Ref<readonly number[]>
}

/** From words to words by button and key: moves the focus there. */
export function useRunNavigation({ root, numbers }: Options) {
  /** A number of a run; null before the first. */
  const current = ref<number | null>(null)

  function go(by: 1 | -1): void {
    const all = numbers.value
    if (all.length === 0) return
    const at = current.value === null ? -1 : all.indexOf(current.value)
    const next = at < 0 ? (by === 1 ? 0 : all.length - 1) : (at + by + all.length) % all.length
    void show(all[next] ?? null)
  }

  async function show(run: number | null): Promise<void> {
    current.value = run
    await nextTick()
    for (const marked of root.value?.querySelectorAll('[data-current]') ?? []) marked.removeAttribute('data-current')
    const place = root.value?.querySelector<HTMLElement>(`[data-run="${run}"]`)
    place?.setAttribute('data-current', '')
    place?.focus({ preventScroll: true })
    place?.scrollIntoView({ block: 'center' })
  }

  function onKey(event: KeyboardEvent): void {
    const by = event.key === 'PageDown' ? 1 : event.key === 'PageUp' ? -1 : null
    if (by === null || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    go(by)
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
  watch(numbers, () => void show(null))

  return { current, go, show }
}
