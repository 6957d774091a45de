import { computed, onScopeDispose, type Ref, watchEffect } from 'vue'

const GAP = 8

/**
 * A bar that stays at the bottom of the window: short messages are shown above it, not over it.
 * @param isStaying whether it stays there just now
 */
export function useFloor(bar: Readonly<Ref<HTMLElement | null>>, isStaying: () => boolean = () => true): void {
  const { style } = document.documentElement
  const observer = new ResizeObserver(([entry]) => {
    if (entry) style.setProperty('--floor', `${entry.target.getBoundingClientRect().height + GAP}px`)
  })

  function leave(): void {
    observer.disconnect()
    style.removeProperty('--floor')
  }

  // Alone, so that nothing else that it is made of takes the floor away for a moment.
  const stays = computed(isStaying)
  watchEffect(() => {
    leave()
    if (bar.value !== null && stays.value) observer.observe(bar.value)
  })
  onScopeDispose(leave)
}
