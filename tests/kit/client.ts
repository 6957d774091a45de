import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import type { TestApp } from './app.ts'

export interface RawRequest {
  method?: string
  path?: string
  headers?: OutgoingHttpHeaders
  body?: string
  /** Leaves out what the page always sends: Origin, the CSRF header and the content type. */
  bare?: boolean
}

export interface RawResponse {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** One HTTP request with exactly these headers, over the front door. */
export function send(target: Pick<TestApp, 'port' | 'origin'>, options: RawRequest): Promise<RawResponse> {
  const { method = 'POST', path = '/graphql', body, bare = false } = options
  const headers = { ...(bare ? {} : pageHeaders(target)), ...options.headers }
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: target.port, method, path, headers, agent: false },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

export function pageHeaders({ origin }: Pick<TestApp, 'origin'>): OutgoingHttpHeaders {
  return { origin, 'x-wz-csrf': '1', 'content-type': 'application/json' }
}

export function postJson(
  target: Pick<TestApp, 'port' | 'origin'>,
  path: string,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): Promise<RawResponse> {
  return send(target, { path, body: JSON.stringify(body), headers })
}

export interface GraphqlAnswer<T> {
  data: T | null
  /** Codes of what went wrong, in order. */
  codes: string[]
  errors: { message: string; extensions?: { code?: string; detail?: string } }[]
}

/** One operation over HTTP, as the person of the cookie; null for nobody. */
export async function ask<T = Record<string, never>>(
  target: Pick<TestApp, 'port' | 'origin'>,
  cookie: string | null,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<GraphqlAnswer<T>> {
  const answer = await postJson(target, '/graphql', { query, variables }, cookie === null ? {} : { cookie })
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${answer.body}`)
  const { data = null, errors = [] } = JSON.parse(answer.body) as Partial<GraphqlAnswer<T>>
  return { data, errors, codes: errors.map((error) => error.extensions?.code ?? 'NONE') }
}

/** The same, where it must succeed. */
export async function gql<T>(
  target: Pick<TestApp, 'port' | 'origin'>,
  cookie: string | null,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<T> {
  const { data, errors } = await ask<T>(target, cookie, query, variables)
  if (data === null || errors.length > 0) throw new Error(`Refused: ${JSON.stringify(errors)}`)
  return data
}

/** The cookies an answer sets, by name. */
export function cookiesOf(answer: RawResponse): Map<string, string> {
  return new Map((answer.headers['set-cookie'] ?? []).map((cookie) => [cookie.slice(0, cookie.indexOf('=')), cookie]))
}

/** The `Cookie` header a browser would send after this answer. */
export function toCookieHeader(answer: RawResponse): string {
  return (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';', 1)[0]).join('; ')
}
