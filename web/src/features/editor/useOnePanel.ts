import { type Ref, watch } from 'vue'

/** Beside the text there is room for one panel at a time: which opens closes the others. */
export function useOnePanel(...panels: readonly Ref<boolean>[]): void {
  for (const panel of panels) {
    watch(panel, (open) => {
      if (open) for (const other of panels) if (other !== panel) other.value = false
    })
  }
}
