import { useI18n } from 'vue-i18n'
import { notify } from '../../../ui/toast.ts'
import { useReconnected } from '../../sync/useReconnected.ts'
import { useVersionNews } from '../useVersionNews.ts'
import type { useFrames } from './useFrames.ts'
import type { usePlayer } from './usePlayer.ts'

interface Options {
  documentId: () => string
  frames: Pick<ReturnType<typeof useFrames>, 'forget'>
  player: Pick<ReturnType<typeof usePlayer>, 'reread' | 'isPlaying'>
  readTrack: () => Promise<void>
}

/** What was read of a history goes where words may have been taken out of it; what is shown is read again. */
export function usePlayedAnew({ documentId, frames, player, readTrack }: Options): void {
  const { t } = useI18n()

  async function readAgain(mayStay: boolean): Promise<void> {
    frames.forget()
    if (await player.reread(mayStay)) notify(t('history.reread'))
    await readTrack()
  }

  useVersionNews(documentId, (kept) => {
    if (kept === null) void readAgain(false)
  })
  useReconnected(() => {
    // What is played is gone in a moment, and the next frames are read anew.
    if (player.isPlaying.value) frames.forget()
    else void readAgain(true)
  })
}
