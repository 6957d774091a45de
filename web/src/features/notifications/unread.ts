import { readonly, ref } from 'vue'

const count = ref(0)
const changes = ref(0)

/** How much the person has not seen, as the server last said. */
export const unreadCount = readonly(count)

/** Rises whenever something is new or was seen, also elsewhere: lists read again. */
export const notificationChanges = readonly(changes)

export function noteUnread(unread: number): void {
  count.value = unread
  changes.value += 1
}
