import { onScopeDispose, type Ref, ref, shallowReadonly, shallowRef } from 'vue'
import type { Frame, Step } from './useFrames.ts'

interface Options {
  /** Where playback can stop; never empty while it plays. */
  steps: Ref<readonly Step[]>
  load: (step: Step) => Promise<Frame>
  /** How long the frame that is shown stays, in milliseconds. */
  dwell: () => number
  ended: () => void
}

/** While somebody drags, a text is asked for only where they linger. */
const LINGER_MS = 120
/** Nobody is told of a wait that is over before they could read it. */
const SLOW_MS = 500

/** Goes through a history: to a place that somebody chooses, or by itself from one to the next. */
export function usePlayer({ steps, load, dwell, ended }: Options) {
  const index = ref(0)
  const isPlaying = ref(false)
  const frame = shallowRef<Frame | null>(null)
  const error = shallowRef<unknown>(null)
  const isSlow = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Counts what was asked for: a late answer to anything before is not shown. */
  let round = 0

  /** @param before what stays where that is what is read */
  async function show(before: Frame | null = null): Promise<boolean> {
    const step = steps.value[index.value]
    if (step === undefined) return false
    const mine = (round += 1)
    const slow = setTimeout(() => {
      isSlow.value = mine === round
    }, SLOW_MS)
    try {
      const found = await load(step)
      if (mine !== round) return false
      frame.value = before !== null && isSame(before, found) ? before : found
      error.value = null
      return true
    } catch (cause) {
      if (mine !== round) return false
      error.value = cause
      stop()
      return false
    } finally {
      clearTimeout(slow)
      if (mine === round) isSlow.value = false
    }
  }

  /** Playing ends where somebody takes the slider. */
  function go(to: number, delay = LINGER_MS): void {
    stop()
    index.value = Math.min(Math.max(0, to), Math.max(0, steps.value.length - 1))
    round += 1
    timer = setTimeout(() => void show(), delay)
  }

  /** Reads again what is shown, and shows nothing meanwhile where it must not stay; does it say something else? */
  async function reread(mayStay: boolean): Promise<boolean> {
    const before = frame.value
    stop()
    if (!mayStay) frame.value = null
    await show(before)
    return before !== null && frame.value?.seq === before.seq && frame.value !== before
  }

  function stop(): void {
    clearTimeout(timer)
    isPlaying.value = false
  }

  /** From the beginning again where it is at its end. */
  async function play(): Promise<void> {
    stop()
    isPlaying.value = true
    if (index.value >= steps.value.length - 1) index.value = 0
    if (await show()) plan()
  }

  function plan(): void {
    if (!isPlaying.value) return
    const next = steps.value[index.value + 1]
    if (next === undefined) {
      stop()
      ended()
      return
    }
    // Read while the frame before it is looked at; a failure shows when its turn comes.
    load(next).catch(() => undefined)
    timer = setTimeout(() => void advance(), dwell())
  }

  async function advance(): Promise<void> {
    index.value += 1
    if (await show()) plan()
  }

  onScopeDispose(() => {
    stop()
    round += 1
  })

  return {
    index: shallowReadonly(index),
    isPlaying: shallowReadonly(isPlaying),
    frame: shallowReadonly(frame),
    error: shallowReadonly(error),
    isSlow: shallowReadonly(isSlow),
    go,
    retry: () => go(index.value, 0),
    reread,
    play,
    stop,
  }
}

function isSame(one: Frame, other: Frame): boolean {
  return one.seq === other.seq && JSON.stringify(one.units) === JSON.stringify(other.units)
}
