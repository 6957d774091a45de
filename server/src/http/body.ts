import type { IncomingMessage } from 'node:http'
import { AppError } from '../errors.ts'

/** The body of a request, up to a limit. A longer one is refused before it is read to its end. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > maxBytes) throw new AppError('TOO_LARGE')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer
    size += bytes.length
    if (size > maxBytes) throw new AppError('TOO_LARGE')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

export function isJson(request: IncomingMessage): boolean {
  const [type, ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';')
  if (type?.trim() !== 'application/json') return false
  return parameters.every((parameter) => parameter.trim() === 'charset=utf-8')
}

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new AppError('INVALID')
  }
}
