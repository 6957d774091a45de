/** What tabs of one browser tell each other of words given back: which were dealt with. */

export interface Dismissals {
  tell(id: string): void
  close(): void
}

export type OpenDismissals = (heard: (id: string) => void) => Dismissals

const SILENT: Dismissals = { tell: () => undefined, close: () => undefined }

/** Where the browser has no channels, the other tab learns it when it opens the document again. */
export const noDismissals: OpenDismissals = () => SILENT

export function dismissalsOf(userId: string, documentId: string): OpenDismissals {
  if (typeof BroadcastChannel === 'undefined') return noDismissals
  return (heard) => {
    const channel = new BroadcastChannel(`wspolny-zapis:given-back:${userId}:${documentId}`)
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') heard(data)
    }
    let isOpen = true
    return {
      // A dismissal may be safe only after the page has left the document.
      tell: (id) => isOpen && channel.postMessage(id),
      close: () => {
        isOpen = false
        channel.close()
      },
    }
  }
}
