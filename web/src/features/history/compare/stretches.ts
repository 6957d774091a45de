/** Units that are shown one by one, or a stretch without changes that is folded away. */
export type Stretch = { unit: number } | { from: number; to: number }

/** So many unchanged units stay in sight around a change. */
const CONTEXT = 1
/** Folding fewer than these away is not worth a button. */
const LEAST_FOLDED = 3

/** Folds stretches without changes; those in `unfolded`, by their first unit, are shown whole. */
export function foldUnchanged(changed: readonly boolean[], unfolded: ReadonlySet<number>): Stretch[] {
  const isNear = changed.map((_, at) => changed.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(Boolean))
  const out: Stretch[] = []
  for (let at = 0; at < changed.length; ) {
    let end = at
    while (end < changed.length && !isNear[end]) end += 1
    if (end - at >= LEAST_FOLDED && !unfolded.has(at)) out.push({ from: at, to: end })
    else for (let unit = at; unit < end; unit++) out.push({ unit })
    if (end < changed.length) out.push({ unit: end })
    at = end + 1
  }
  return out
}
