import { readonly, ref } from 'vue'
import { forget, readRemembered, remember, watchRemembered } from './remembered.ts'

const shared = ref(readRemembered('shared-computer') === 'yes')

watchRemembered('shared-computer', (value) => {
  shared.value = value === 'yes'
})

/** „To jest wspólny komputer”: nothing of the person or of documents is kept on this device. */
export const sharedComputer = readonly(shared)

export function setSharedComputer(isShared: boolean): void {
  shared.value = isShared
  if (isShared) remember('shared-computer', 'yes')
  else forget('shared-computer')
}
