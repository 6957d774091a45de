import { GraphQLError } from 'graphql'

/** Every expected refusal. The page turns each into words (`web/src/i18n`). */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'INVALID',
  'CONFLICT',
  'TOO_LARGE',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'SCHEMA_TOO_OLD',
  'EPOCH_CHANGED',
  'EXPIRED',
  'SIGNED_IN_AS_OTHER',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** An expected refusal: safe to show, carries a code and never content. */
export class AppError extends GraphQLError {
  readonly code: ErrorCode
  constructor(code: ErrorCode, detail?: string) {
    super(code, { extensions: detail === undefined ? { code } : { code, detail } })
    this.name = 'AppError'
    this.code = code
  }
}
