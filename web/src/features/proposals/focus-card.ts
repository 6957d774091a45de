import { focusIn } from '../../lib/focus-in.ts'

/** The focus goes to the card of this proposal, wherever the list is scrolled to. */
export async function focusCard(id: string): Promise<void> {
  const selector = `[data-proposal-card="${id}"]`
  await focusIn(selector)
  document.querySelector(selector)?.scrollIntoView({ block: 'nearest' })
}

/** Which card stands where these stood, once they are gone from the list; null where none is left. */
export function cardAfter(order: readonly string[], gone: readonly string[]): string | null {
  const first = order.findIndex((id) => gone.includes(id))
  const left = (id: string) => !gone.includes(id)
  return order.slice(first).find(left) ?? order.slice(0, Math.max(0, first)).findLast(left) ?? null
}
