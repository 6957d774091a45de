import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../context.ts'

type Loading = Map<string, unknown>

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
  const loading: Loading = fields.get(fieldNodes[0]) ?? new Map()
  fields.set(fieldNodes[0], loading)
  const known = loading.get(id) as Promise<T> | undefined
  const row = known ?? load(id)
  if (known === undefined) loading.set(id, row)
  return row
}
