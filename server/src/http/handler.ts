import type { RequestListener, ServerResponse } from 'node:http'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { type Exchange, findRoute, isNavigation, type Route, sendJson, sendRefusal, sendText } from './exchange.ts'
import type { WebFiles } from './files.ts'
import { setSecurityHeaders } from './headers.ts'
import { isHostAllowed } from './origin.ts'
import { requestUrl } from './request-url.ts'

/** Below these nothing is a page. */
const NO_PAGES = /^\/(?:api|graphql|download|healthz|metrics)(?:\/|$)/
const EXPIRED_PAGE = '/odnosnik-wygasl'

export interface HandlerOptions {
  services: Services
  routes: readonly Route[]
  files: WebFiles
}

/** Every request comes through here: the Host, the headers, the routes, the page's files, and nothing else. */
export function createHandler({ services, routes, files }: HandlerOptions): RequestListener {
  const { env, logger } = services

  async function answer(exchange: Exchange): Promise<void> {
    const { request, response, url } = exchange
    const method = request.method ?? 'GET'
    const route = findRoute(routes, method, url.pathname)
    if (route !== undefined) return route.handle(exchange)
    if (NO_PAGES.test(url.pathname)) throw new AppError('NOT_FOUND')
    if (method === 'GET' || method === 'HEAD') return files.serve(exchange)
    response.setHeader('allow', 'GET, HEAD')
    sendText(response, 405, 'Method not allowed')
  }

  function fail(exchange: Exchange, error: unknown): void {
    const { response, requestId, request } = exchange
    if (response.headersSent) {
      response.destroy()
      return
    }
    if (!(error instanceof AppError)) {
      logger.error({ err: error, requestId }, 'request failed')
      sendJson(response, 500, { code: 'INTERNAL', requestId })
      return
    }
    if (error.code === 'EXPIRED' && isNavigation(request)) redirect(response, EXPIRED_PAGE)
    else sendRefusal(response, error.code)
  }

  return (request, response) => {
    const requestId = newId()
    setSecurityHeaders(response, env)
    response.setHeader('x-request-id', requestId)
    const url = requestUrl(request)
    if (url === null) return sendText(response, 400, 'Bad request')
    if (!isHostAllowed(env, request)) return sendText(response, 421, 'Not served under this name')
    const exchange = { request, response, url, requestId }
    answer(exchange).catch((error: unknown) => fail(exchange, error))
  }
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end()
}
