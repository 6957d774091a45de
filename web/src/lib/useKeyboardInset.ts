import { onBeforeUnmount, onMounted, readonly, ref } from 'vue'
import { keyboardInset } from './keyboard-inset.ts'

/** Pixels that the on-screen keyboard covers at the bottom of the window. */
export function useKeyboardInset() {
  const inset = ref(0)
  const viewport = typeof window === 'undefined' ? null : window.visualViewport

  function measure(): void {
    if (!viewport) return
    const { height, offsetTop, scale } = viewport
    inset.value = keyboardInset({ innerHeight: window.innerHeight, height, offsetTop, scale })
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
