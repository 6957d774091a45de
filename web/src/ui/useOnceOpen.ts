import { type ComputedRef, computed, type Ref } from 'vue'

/**
 * True from the first opening on. What was never opened is not made: of all that a document's page was made of, a
 * quarter were dialogs and hints that nobody had asked for. Not for menus: their button names what it opens as it opens.
 */
export function useOnceOpen(open: Readonly<Ref<boolean>>): ComputedRef<boolean> {
  return computed<boolean>((wasOpen) => wasOpen === true || open.value)
}
