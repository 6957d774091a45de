import type { TestApp } from './app.ts'
import { postJson } from './client.ts'
import type { Wire } from './wire.ts'

/** The two ways to ask. */
export type Door = 'HTTP' | 'socket'

export interface Answer {
  codes: string[]
  data: Record<string, unknown> | null
}

export async function overHttp(
  target: TestApp,
  cookie: string | null,
  query: string,
  variables: Record<string, unknown>,
): Promise<Answer> {
  const { body } = await postJson(target, '/graphql', { query, variables }, cookie === null ? {} : { cookie })
  const { data = null, errors = [], code } = JSON.parse(body)
  const codes = errors.map((error: { extensions: { code: string } }) => error.extensions.code)
  return { data, codes: code === undefined ? codes : [code] }
}

/** One answer, then on to the next: a subscription goes on until the socket is closed. `happen` is what it waits for. */
export async function overSocket(
  wire: Wire,
  query: string,
  variables: Record<string, unknown>,
  happen: () => void,
): Promise<Answer> {
  const happening = setInterval(happen, 20)
  return wire.ask(query, variables).finally(() => clearInterval(happening))
}
