import { onBeforeUnmount, onMounted, readonly, ref } from 'vue'

/** Pixels that the on-screen keyboard covers at the bottom of the window. */
export function useKeyboardInset() {
  const inset = ref(0)
  const viewport = typeof window === 'undefined' ? null : window.visualViewport

  function measure(): void {
    if (!viewport) return
    // While the page is zoomed in, the visible part is small for another reason than a keyboard.
    const covered = viewport.scale > 1.05 ? 0 : window.innerHeight - viewport.height - viewport.offsetTop
    inset.value = Math.max(0, Math.round(covered))
  }

  onMounted(() => {
    measure()
    viewport?.addEventListener('resize', measure)
    viewport?.addEventListener('scroll', measure)
  })
  onBeforeUnmount(() => {
    viewport?.removeEventListener('resize', measure)
    viewport?.removeEventListener('scroll', measure)
  })
  return readonly(inset)
}
