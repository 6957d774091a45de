import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError, type ErrorCode } from '../errors.ts'

/** One HTTP request and its answer. */
export interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  requestId: string
}

export interface Route {
  method: 'GET' | 'POST'
  /** Exact, or a pattern whose groups the handler reads from the URL again. */
  path: string | RegExp
  handle(exchange: Exchange): Promise<void> | void
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID: 400,
  CONFLICT: 409,
  TOO_LARGE: 413,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  SCHEMA_TOO_OLD: 409,
  EPOCH_CHANGED: 409,
  EXPIRED: 410,
  SIGNED_IN_AS_OTHER: 409,
}

export function findRoute(routes: readonly Route[], method: string, path: string): Route | undefined {
  // HEAD is GET without a body: node leaves the body out by itself.
  const wanted = method === 'HEAD' ? 'GET' : method
  return routes.find((route) => route.method === wanted && matches(route.path, path))
}

function matches(pattern: string | RegExp, path: string): boolean {
  return typeof pattern === 'string' ? pattern === path : pattern.test(path)
}

/** A person going to an address, and not a page fetching what it is made of. */
export function isNavigation(request: IncomingMessage): boolean {
  return request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  response.end(text)
}

export function sendRefusal(response: ServerResponse, code: ErrorCode): void {
  // The rest of a body that was refused is not read: the connection ends with the answer.
  if (code === 'TOO_LARGE') response.setHeader('connection', 'close')
  sendJson(response, STATUS[code], { code })
}

/** Passes on an answer made by a library in the form of the fetch standard. */
export async function sendResponse(response: ServerResponse, answer: Response, toCookie = asItIs): Promise<void> {
  for (const [name, value] of answer.headers) {
    if (name !== 'set-cookie') response.setHeader(name, value)
  }
  copyCookies(response, answer, toCookie)
  response.writeHead(answer.status)
  response.end(Buffer.from(await answer.arrayBuffer()))
}

export function copyCookies(response: ServerResponse, answer: Response, toCookie = asItIs): void {
  for (const cookie of answer.headers.getSetCookie()) response.appendHeader('set-cookie', toCookie(cookie))
}

function asItIs(cookie: string): string {
  return cookie
}

export function toHeaders(request: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value)
  }
  return headers
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError
}
