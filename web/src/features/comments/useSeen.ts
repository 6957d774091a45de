import { onBeforeUnmount, type Ref, watch } from 'vue'

/** As long as it takes to notice something. */
const SEEN_MS = 1_000

/** Calls back once the element was in sight for a moment, in a window that somebody looks at. */
export function useSeen(
  element: Readonly<Ref<HTMLElement | null>>,
  isAwaited: Readonly<Ref<boolean>>,
  seen: () => void,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const observer = new IntersectionObserver(([entry]) => {
    clearTimeout(timer)
    if (entry?.isIntersecting) timer = setTimeout(tell, SEEN_MS)
  })

  function tell(): void {
    if (document.visibilityState === 'visible') seen()
    else document.addEventListener('visibilitychange', tell, { once: true })
  }

  function stop(): void {
    clearTimeout(timer)
    observer.disconnect()
    document.removeEventListener('visibilitychange', tell)
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
