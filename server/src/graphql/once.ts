import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../context.ts'
import { nextTurn } from '../threads/slices.ts'

/** Rows that a place in a query refers to. */
interface Loading {
  rows: Map<string, unknown>
  asked: number
  /** When those that are asked for now go on. */
  turn: Promise<void>
}

/** What is resolved of one row for thousands of items would be one block, and hold everybody up. */
const ITEMS_PER_TURN = 50

const ofOperations = new WeakMap<Context, Map<unknown, Loading>>()

/**
 * Loads a row once in an operation, however many items of a list refer to it: a history names the same few people
 * thousands of times.
 */
export function once<T>(
  context: Context,
  { fieldNodes }: GraphQLResolveInfo,
  id: string | null,
  load: (id: string) => Promise<T>,
): Promise<T> | null {
  if (id === null) return null
  const fields = ofOperations.get(context) ?? new Map<unknown, Loading>()
  ofOperations.set(context, fields)
  // One place in the query: what is selected of the row is the same for all.
  const loading = fields.get(fieldNodes[0]) ?? { rows: new Map(), asked: 0, turn: Promise.resolve() }
  fields.set(fieldNodes[0], loading)
  const known = loading.rows.get(id) as Promise<T> | undefined
  const row = known ?? load(id)
  if (known === undefined) loading.rows.set(id, row)
  loading.asked += 1
  if (loading.asked <= ITEMS_PER_TURN) return row
  if (loading.asked % ITEMS_PER_TURN === 1) loading.turn = Promise.all([loading.turn, row]).then(nextTurn)
  return loading.turn.then(() => row)
}
