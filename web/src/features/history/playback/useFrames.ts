import { decodeFrame, type FrameUnit, settle, type UnitDifference } from '@app/server/document'
import { useClientHandle } from '@urql/vue'
import { FrameQuery, type SentFrame } from './playback-fields.ts'

/** A text at a moment, and what the step to it did. */
export interface Frame extends Omit<SentFrame, 'units'> {
  units: readonly FrameUnit[]
  /** The text without marks, by the ids of its units: what the next step is told from. */
  text: ReadonlyMap<string, UnitDifference>
}

/** Where a step begins and ends. */
export interface Step {
  seq: number
  since: number | null
}

/** Whoever goes back and forth a little need not wait again. Units that did not change are shared. */
const MOST_KEPT = 60

/** Texts of a document at moments of its history; the last ones stay at hand. */
export function useFrames(documentId: () => string) {
  const { client } = useClientHandle()
  const kept = new Map<string, Promise<Frame>>()
  const texts = new Map<string, Frame['text']>()
  /** How often all was forgotten: what was asked for before that is asked for anew. */
  let age = 0
  const placeOf = (seq: number): string => `${documentId()}/${seq}`

  function load(step: Step): Promise<Frame> {
    const key = `${placeOf(step.seq)}/${step.since}`
    const known = kept.get(key)
    if (known !== undefined) return known
    const loading = read(step)
    kept.set(key, loading)
    // What failed is asked for again the next time.
    loading.catch(() => kept.get(key) === loading && kept.delete(key))
    dropOldest(kept)
    return loading
  }

  async function read(step: Step): Promise<Frame> {
    const { seq, since } = step
    const place = placeOf(seq)
    const asOf = age
    const known = since === null ? undefined : texts.get(placeOf(since))
    const variables = { id: documentId(), seq, since, knowsSince: known !== undefined }
    const answer = await client.query(FrameQuery, variables, { requestPolicy: 'network-only' })
    if (asOf !== age) return read(step)
    if (answer.data === undefined) throw answer.error
    const { units: sent, ...frame } = answer.data.playbackFrame
    const units = decodeFrame(sent, known ?? new Map())
    const text = byId(settle(units.map(({ unit }) => unit)))
    texts.delete(place)
    texts.set(place, text)
    dropOldest(texts)
    return { ...frame, units, text }
  }

  /** Words may have been taken out of what was read. */
  function forget(): void {
    age += 1
    kept.clear()
    texts.clear()
  }

  return { load, forget }
}

function byId(units: readonly UnitDifference[]): Map<string, UnitDifference> {
  return new Map(units.map((unit) => [unit.after?.id ?? '', unit]))
}

function dropOldest(kept: Map<string, unknown>): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) return
    kept.delete(oldest)
  }
}
