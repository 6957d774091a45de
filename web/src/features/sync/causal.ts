/** Which update may be sent before which: the server takes nothing before what it builds on, or deletes. */
import * as Y from 'yjs'

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number]

/** Takes from several queues, each in its order, whatever is ready; `stuck` is what never was. */
export function drain<T>(
  queues: readonly (readonly T[])[],
  isReady: (item: T) => boolean,
  taken: (item: T) => void,
): { ready: T[]; stuck: T[] } {
  const ready: T[] = []
  const rests = queues.map((items) => ({ items, at: 0 }))
  for (let before = -1; before < ready.length; ) {
    before = ready.length
    for (const rest of rests) {
      for (let item = rest.items[rest.at]; item !== undefined && isReady(item); item = rest.items[rest.at]) {
        ready.push(item)
        taken(item)
        rest.at += 1
      }
    }
  }
  return { ready, stuck: rests.flatMap(({ items, at }) => items.slice(at)) }
}

/** What a struct stands beside or in. */
export function basesOf(struct: Struct): Y.ID[] {
  if (!(struct instanceof Y.Item)) return []
  return [struct.origin, struct.rightOrigin, struct.parent].filter((base) => base instanceof Y.ID)
}

/**
 * Several clients' updates, each client's in its order, for somebody who has all below the clocks of `server`. What
 * builds on something that is nowhere is `stuck`.
 */
export function inCausalOrder<T extends { update: Uint8Array }>(
  records: readonly T[],
  server: ReadonlyMap<number, number>,
): { ready: readonly T[]; stuck: readonly T[] } {
  const queues = byClient(records)
  if (queues.length < 2) return { ready: records, stuck: [] }
  const had = new Map(server)
  const needs = new Map(records.map((record) => [record, needsOf(record.update)]))
  return drain(
    queues,
    (record) => [...(needs.get(record)?.before ?? [])].every(([client, clock]) => clock <= (had.get(client) ?? 0)),
    (record) => {
      for (const [client, end] of needs.get(record)?.to ?? []) had.set(client, Math.max(end, had.get(client) ?? 0))
    },
  )
}

/** What only deletes stays behind the one before it. */
function byClient<T extends { update: Uint8Array }>(records: readonly T[]): T[][] {
  const queues = new Map<number | null, T[]>()
  let last: number | null = null
  for (const record of records) {
    const [client] = Y.parseUpdateMeta(record.update).to.keys()
    last = client ?? last
    const queue = queues.get(last)
    if (queue) queue.push(record)
    else queues.set(last, [record])
  }
  return [...queues.values()]
}

interface Needs {
  /** All below these clocks must be there before. */
  before: Map<number, number>
  to: ReadonlyMap<number, number>
}

function needsOf(update: Uint8Array): Needs {
  const { structs, ds } = Y.decodeUpdate(update)
  const { from, to } = Y.parseUpdateMeta(update)
  const before = new Map(from)
  const need = (client: number, end: number): void => {
    const isOwn = end > (from.get(client) ?? Number.POSITIVE_INFINITY) && end <= (to.get(client) ?? 0)
    if (!isOwn) before.set(client, Math.max(end, before.get(client) ?? 0))
  }
  for (const { client, clock } of structs.flatMap(basesOf)) need(client, clock + 1)
  for (const [client, ranges] of ds.clients) for (const { clock, len } of ranges) need(client, clock + len)
  return { before, to }
}
