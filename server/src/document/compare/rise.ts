/**
 * Indexes of a rising part of `values` with the greatest weight; of equal ones the earliest found.
 * @param weightOf of the value at an index; more than 0
 */
export function longestRise(values: readonly number[], weightOf: (index: number) => number): number[] {
  const order = values.map((_, index) => index).sort((x, y) => (values[x] as number) - (values[y] as number))
  const rank = new Int32Array(values.length)
  order.forEach((index, at) => {
    rank[index] = at + 1
  })
  const best = new Float64Array(values.length)
  const previous = new Int32Array(values.length).fill(-1)
  /** A Fenwick tree of the best end so far below a rank. */
  const tree = new Int32Array(values.length + 1).fill(-1)
  let last = -1
  values.forEach((_, index) => {
    let from = -1
    for (let at = (rank[index] as number) - 1; at > 0; at -= at & -at) from = better(best, from, tree[at] as number)
    best[index] = weightOf(index) + (from < 0 ? 0 : (best[from] as number))
    previous[index] = from
    for (let at = rank[index] as number; at < tree.length; at += at & -at) {
      tree[at] = better(best, tree[at] as number, index)
    }
    last = better(best, last, index)
  })
  const kept: number[] = []
  for (let at = last; at >= 0; at = previous[at] as number) kept.push(at)
  return kept.reverse()
}

function better(best: Float64Array, a: number, b: number): number {
  if (a < 0) return b
  return b >= 0 && (best[b] as number) > (best[a] as number) ? b : a
}
