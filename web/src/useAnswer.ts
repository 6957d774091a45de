import { type AnyVariables, type UseQueryArgs, useQuery } from '@urql/vue'
import { keepAnswer } from './lib/keep-answer.ts'

/**
 * A question of a page, whose last good answer stays where asking again fails. Not for texts of the past: what asks for
 * those again may be that words were taken out of them.
 */
export function useAnswer<Data, Variables extends AnyVariables>(args: UseQueryArgs<Data, Variables>) {
  const { fetching, error, executeQuery, ...question } = useQuery<Data, Variables>(args)
  return { data: keepAnswer({ error, ...question }), error, fetching, executeQuery }
}
