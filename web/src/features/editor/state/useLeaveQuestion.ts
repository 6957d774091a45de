import { type Ref, ref } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

/** Asks before another page is opened, but only while something typed is kept nowhere. Closing the tab is asked by the browser. */
export function useLeaveQuestion(isAtRisk: Ref<boolean>) {
  const isAsking = ref(false)
  let answer: ((leave: boolean) => void) | undefined

  function ask(): boolean | Promise<boolean> {
    if (!isAtRisk.value) return true
    isAsking.value = true
    return new Promise<boolean>((resolve) => {
      answer = resolve
    })
  }
  onBeforeRouteLeave(ask)
  // Another document is the same route with another id.
  onBeforeRouteUpdate((to, from) => to.path === from.path || ask())

  function reply(leave: boolean): void {
    isAsking.value = false
    answer?.(leave)
    answer = undefined
  }

  return { isAsking, reply }
}
