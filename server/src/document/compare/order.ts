/** Two orders read as one: that of the new state, with what is gone where it stood. */

/** Indexes on each side; null where it is not on that side. */
export interface Place {
  a: number | null
  b: number | null
}

/**
 * @param partner for each of the old ones its index among the new ones; -1 for none
 * @param moved old ones that moved: nothing stays in place behind them
 */
export function mergeOrders(partner: Int32Array, newCount: number, moved: ReadonlySet<number>): Place[] {
  const goneAfter = new Map<number, number[]>()
  let anchor = -1
  partner.forEach((place, index) => {
    if (place === -1) {
      const known = goneAfter.get(anchor)
      if (known === undefined) goneAfter.set(anchor, [index])
      else known.push(index)
    } else if (!moved.has(index)) anchor = place
  })
  const old = new Map<number, number>()
  partner.forEach((place, index) => {
    if (place !== -1) old.set(place, index)
  })
  const gone = (after: number): Place[] => (goneAfter.get(after) ?? []).map((a) => ({ a, b: null }))
  const places = gone(-1)
  for (let b = 0; b < newCount; b++) places.push({ a: old.get(b) ?? null, b }, ...gone(b))
  return places
}
