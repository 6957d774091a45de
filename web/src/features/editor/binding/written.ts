/** How much everybody had written at some moment: the clock of each client id. */
export interface Written {
  get(client: number): number | undefined
}

/**
 * Keeps many such moments. A document may know thousands of client ids, and while one writes alone only one's own clock
 * goes on: all moments until somebody else writes hold one map.
 */
export class WrittenStates {
  private others: ReadonlyMap<number, number> = new Map()

  keep(state: ReadonlyMap<number, number>, own: number): Written {
    if (!isSameBut(own, this.others, state)) this.others = state
    const { others } = this
    const clock = state.get(own)
    return { get: (client) => (client === own ? clock : others.get(client)) }
  }
}

function isSameBut(own: number, known: ReadonlyMap<number, number>, state: ReadonlyMap<number, number>): boolean {
  const count = (map: ReadonlyMap<number, number>) => map.size - (map.has(own) ? 1 : 0)
  if (count(known) !== count(state)) return false
  for (const [client, clock] of state) if (client !== own && known.get(client) !== clock) return false
  return true
}
