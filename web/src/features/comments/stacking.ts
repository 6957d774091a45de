export interface Card {
  id: string
  /** Where it would like to begin; null for what has no place in the text. */
  wanted: number | null
  height: number
}

/**
 * Where cards begin, in pixels from the top of the panel: each at its passage if it can be, none over another, in the
 * order given. The active one stands exactly at its passage and the others make room, except where those before it would
 * not all fit above: no card may leave the panel at the top, where nobody could scroll to it.
 */
export function stackCards(cards: readonly Card[], activeId: string | null, gap: number): Map<string, number> {
  const active = cards.findIndex(({ id, wanted }) => id === activeId && wanted !== null)
  const tops = pushDown(cards, 0, gap)
  const wanted = cards[active]?.wanted ?? null
  if (wanted === null) return byId(cards, tops)
  const above = cards.slice(0, active).reduce((sum, { height }) => sum + height + gap, 0)
  tops[active] = Math.max(wanted, above)
  pullUp(cards, tops, active, gap)
  const { height } = cards[active]!
  const below = pushDown(cards.slice(active + 1), tops[active] + height + gap, gap)
  return byId(cards, [...tops.slice(0, active + 1), ...below])
}

function pushDown(cards: readonly Card[], start: number, gap: number): number[] {
  let free = start
  return cards.map(({ wanted, height }) => {
    const top = Math.max(wanted ?? free, free)
    free = top + height + gap
    return top
  })
}

function pullUp(cards: readonly Card[], tops: number[], active: number, gap: number): void {
  for (let index = active - 1; index >= 0; index -= 1) {
    tops[index] = Math.min(tops[index]!, tops[index + 1]! - gap - cards[index]!.height)
  }
}

function byId(cards: readonly Card[], tops: readonly number[]): Map<string, number> {
  return new Map(cards.map(({ id }, index) => [id, tops[index]!]))
}
