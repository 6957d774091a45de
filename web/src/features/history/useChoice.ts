import { computed, ref } from 'vue'

/** The text as it is now, among versions. */
export const NOW = 'teraz'

/** Two at most: whoever chooses a third gives up the one chosen first. */
export function useChoice() {
  const chosen = ref<string[]>([])

  function choose(id: string, isOn: boolean): void {
    const others = chosen.value.filter((each) => each !== id)
    chosen.value = isOn ? [...others, id].slice(-2) : others
  }

  return {
    chosen: computed(() => chosen.value),
    isChosen: (id: string) => chosen.value.includes(id),
    choose,
    clear: () => {
      chosen.value = []
    },
  }
}
