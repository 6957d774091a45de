import { GraphQLError, Kind } from 'graphql'
import { builder } from './builder.ts'

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
/** What can be meant, as on the page: the year 1900 began in Krakow the evening before. A year half typed is no moment. */
const FIRST_MOMENT = new Date('1899-12-31T00:00:00Z')
/** What four digits can say. */
const PAST_LAST_MOMENT = new Date('+010000-01-01T00:00:00Z')
const MAX_CLIENT_ID = 2 ** 32 - 1

export function parseBytes(value: unknown): Uint8Array {
  if (typeof value !== 'string' || !BASE64.test(value)) throw refused('Bytes must be base64.')
  return new Uint8Array(Buffer.from(value, 'base64'))
}

export function serializeBytes(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  throw new TypeError('Bytes can only be made of a Uint8Array.')
}

export function parseClientId(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MAX_CLIENT_ID) {
    throw refused('ClientId must be an unsigned 32 bit integer.')
  }
  return value
}

function parseDateTime(value: unknown): Date {
  const date = typeof value === 'string' ? new Date(value) : new Date(Number.NaN)
  if (!(date >= FIRST_MOMENT && date < PAST_LAST_MOMENT)) throw refused('DateTime must be an ISO 8601 moment.')
  return date
}

function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'INVALID' } })
}

builder.scalarType('Bytes', {
  description: 'Base64 of Yjs bytes.',
  parseValue: parseBytes,
  serialize: serializeBytes,
})

builder.scalarType('ClientId', {
  description: 'A Yjs clientID: unsigned 32 bit.',
  parseValue: parseClientId,
  parseLiteral: (node) => parseClientId(node.kind === Kind.INT ? Number(node.value) : undefined),
  serialize: (value) => Number(value),
})

builder.scalarType('DateTime', {
  description: 'A moment, ISO 8601 in UTC.',
  parseValue: parseDateTime,
  serialize: (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
})
