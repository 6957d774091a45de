import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import type { Route } from '../http/exchange.ts'
import { expectedOrigin } from '../http/origin.ts'
import { redeemTicket } from './tickets.ts'

const PATH = /^\/download\/([\w-]{43})$/

/** GET /download/<ticket>: once, as a file, never shown in place. */
export function createDownloadRoute(services: Services): Route {
  return {
    method: 'GET',
    path: PATH,
    async handle({ request, response, url }) {
      const ticket = PATH.exec(url.pathname)?.[1]
      // A HEAD of a mail scanner or a preview must not use the ticket up.
      if (ticket === undefined || request.method !== 'GET') throw new AppError('NOT_FOUND')
      const given = new AbortController()
      for (const over of ['finish', 'close']) response.once(over, () => given.abort())
      const origin = expectedOrigin(services.env, request)
      const { bytes, contentType, filename } = await redeemTicket(services, ticket, origin, given.signal)
      response.writeHead(200, {
        'content-type': contentType,
        'content-length': bytes.byteLength,
        'content-disposition': `attachment; filename="${filename}"`,
        'cache-control': 'no-store',
      })
      response.end(bytes)
    },
  }
}
