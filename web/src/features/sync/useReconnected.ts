import { onScopeDispose } from 'vue'
import { heard, pageSocket } from '../../client.ts'

/** What is heard by subscription is subscribed to anew in this time; what was read before that could be out of date unheard. */
const SETTLE_MS = 300

/** Calls back after a lost connection, or session, is there again: of what happened meanwhile no subscription tells. */
export function useReconnected(again: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(again, SETTLE_MS)
  }
  const stops = [
    pageSocket.client.on('connected', (_socket, _payload, wasRetry) => wasRetry && soon()),
    heard.onResumed(soon),
  ]
  onScopeDispose(() => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  })
}
