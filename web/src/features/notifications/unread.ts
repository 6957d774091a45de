import { readonly, ref } from 'vue'

const count = ref<number | null>(null)
const changes = ref(0)

/** How much the person has not seen, as the server last said; null before it has. */
export const unreadCount = readonly(count)

/** Rises whenever something is new or was seen, also elsewhere: lists read again. */
export const notificationChanges = readonly(changes)

/** What the server says is so now. */
export function setUnread(unread: number): void {
  count.value = unread
}

/** What the server says because something has changed. */
export function noteUnread(unread: number): void {
  setUnread(unread)
  changes.value += 1
}
