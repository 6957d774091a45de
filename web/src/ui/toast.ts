import { readonly, ref } from 'vue'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'plain' | 'danger'
  readonly action?: { readonly label: string; run(): void }
}

const shown = ref<Toast[]>([])
let lastId = 0

export const toasts = readonly(shown)

/** A short message that needs no answer; with an action it can be taken back. */
export function notify(text: string, options: { tone?: Toast['tone']; action?: Toast['action'] } = {}): void {
  lastId += 1
  const { tone = 'plain', action } = options
  const toast: Toast = action === undefined ? { id: lastId, text, tone } : { id: lastId, text, tone, action }
  shown.value = [...shown.value.slice(-2), toast]
}

export function dismissToast(id: number): void {
  shown.value = shown.value.filter((toast) => toast.id !== id)
}
