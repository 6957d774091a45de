import { onBeforeUnmount, onMounted, readonly, ref } from 'vue'

export function useMediaQuery(query: string) {
  const media = window.matchMedia(query)
  const matches = ref(media.matches)
  const follow = () => {
    matches.value = media.matches
  }
  onMounted(() => media.addEventListener('change', follow))
  onBeforeUnmount(() => media.removeEventListener('change', follow))
  return readonly(matches)
}
