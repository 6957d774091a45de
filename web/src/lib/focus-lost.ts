import { nextTick, watch } from 'vue'

type FindPlace = () => HTMLElement | null | undefined

/** Where what had the focus is gone by now, it goes to a place, which need not be one that keys reach. */
export async function focusIfLost(find: FindPlace): Promise<void> {
  await nextTick()
  const place = isLost() ? find() : null
  if (!place) return
  // What has none of its own gets an order outside that of the keys.
  if (place.tabIndex < 0) place.tabIndex = -1
  place.focus()
}

function isLost(): boolean {
  const { activeElement, body } = document
  return activeElement === null || activeElement === body
}

/** For a list that rows are taken from: what it answers is to be called then; the row may go only when it is read again. */
export function useTakenRow(rows: () => readonly unknown[], find: FindPlace): () => void {
  let isAwaited = false
  const goOn = () => {
    if (!isAwaited || !isLost()) return
    isAwaited = false
    void focusIfLost(find)
  }
  watch(rows, goOn, { flush: 'post' })
  return () => {
    isAwaited = true
    void nextTick(goOn)
  }
}

/** After the last page was asked for the button is gone: the first row that it brought is gone on from. */
export async function moreRows(list: { items: { value: readonly unknown[] }; more(): Promise<void> }): Promise<void> {
  const known = list.items.value.length
  await list.more()
  await focusIfLost(() => document.querySelectorAll<HTMLElement>('[data-row]')[known])
}
