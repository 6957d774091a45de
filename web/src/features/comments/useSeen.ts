import { onBeforeUnmount, type Ref, watch } from 'vue'
import { onceAttended } from '../../lib/attention.ts'

/** As long as it takes to notice something. */
const SEEN_MS = 1_000

/** Calls back once the element was in sight for a moment, and somebody looks. */
export function useSeen(
  element: Readonly<Ref<HTMLElement | null>>,
  isAwaited: Readonly<Ref<boolean>>,
  seen: () => void,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let giveUp: (() => void) | undefined
  const observer = new IntersectionObserver((entries) => {
    forget()
    if (entries.at(-1)?.isIntersecting) timer = setTimeout(() => (giveUp = onceAttended(seen)), SEEN_MS)
  })

  function forget(): void {
    clearTimeout(timer)
    giveUp?.()
  }

  function stop(): void {
    forget()
    observer.disconnect()
  }

  watch(
    [element, isAwaited],
    ([now, awaited]) => {
      stop()
      if (now && awaited) observer.observe(now)
    },
    { immediate: true, flush: 'post' },
  )
  onBeforeUnmount(stop)
}
