import type { Stretch, Track, TrackVersion } from './playback-fields.ts'

/** A place where playback stops. */
export interface Stop {
  seq: number
  /** The stop before; null where the step to this one is not to be marked. */
  since: number | null
  /** Who was at work in the step. */
  stretches: readonly Stretch[]
  /** The sitting that ends here, or goes on; null before the first row, and where none is known. */
  stretch: Stretch | null
  version: TrackVersion | null
  /** A sitting ends here, or there is a version, or it is one of both ends. */
  isMark: boolean
}

/** A step inside a sitting is no shorter than so many rows of the log: half a sentence or so. */
const LEAST_ROWS = 30
/** Sittings are cut into about so many steps altogether. */
const INNER_STOPS = 300

type Plan = Pick<Track, 'headSeq' | 'stretches' | 'versions'>

/**
 * Where playback stops: wherever a sitting ends, at every version, in between where somebody wrote for long, and at a
 * place that the address names.
 */
export function stopsOf(track: Plan, named: number | null): Stop[] {
  const marks = marksOf(track)
  const places = named === null || named > track.headSeq ? marks : sorted([...marks, named])
  const seqs = withinLong(places, Math.max(LEAST_ROWS, Math.ceil(track.headSeq / INNER_STOPS)))
  const isMark = new Set(marks)
  const versions = new Map(track.versions.map((version) => [version.seq, version]))
  return seqs.map((seq, index): Stop => {
    const before = seqs[index - 1] ?? null
    const stretches = track.stretches.filter(({ firstSeq, lastSeq }) => firstSeq <= seq && lastSeq > (before ?? -1))
    const stretch = stretches.find(({ lastSeq }) => lastSeq === seq) ?? stretches.at(-1) ?? null
    // A text that was put in as a whole is read, not looked through for changes; what is in no sitting is the server's.
    const isPutIn = stretches.length > 0 && stretches.every(({ kind }) => kind === 'SEED' || kind === 'CONVERSION')
    return {
      seq,
      since: isPutIn ? null : before,
      stretches,
      stretch,
      version: versions.get(seq) ?? null,
      isMark: isMark.has(seq),
    }
  })
}

/** The beginning only where the document was not begun with a text. */
function marksOf({ headSeq, stretches, versions }: Plan): number[] {
  const first = stretches.find(({ firstSeq }) => firstSeq === 1)
  const beginning = first?.kind === 'SEED' ? [] : [0]
  return sorted([...beginning, ...stretches.map(({ lastSeq }) => lastSeq), ...versions.map(({ seq }) => seq), headSeq])
}

/** With places between those that are further apart than a step. */
function withinLong(places: readonly number[], step: number): number[] {
  return places.flatMap((place, index) => {
    const before = places[index - 1] ?? place
    const parts = Math.max(1, Math.ceil((place - before) / step))
    return Array.from({ length: parts }, (_, part) => before + Math.round(((part + 1) * (place - before)) / parts))
  })
}

function sorted(seqs: readonly number[]): number[] {
  return [...new Set(seqs)].sort((a, b) => a - b)
}

/** The stop that is nearest before a place, or at it; the first for none. */
export function stopAt(stops: readonly Stop[], seq: number | null): number {
  return seq === null
    ? 0
    : Math.max(
        0,
        stops.findLastIndex((stop) => stop.seq <= seq),
      )
}

/** The nearest mark in a direction; where there is none, where one is. */
export function nextMark(stops: readonly Stop[], from: number, by: 1 | -1): number {
  for (let at = from + by; at >= 0 && at < stops.length; at += by) if (stops[at]?.isMark) return at
  return from
}
