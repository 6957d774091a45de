import { type ExecutionResult, GraphQLError } from 'graphql'
import type { Logger } from 'pino'
import { ERROR_CODES } from '../errors.ts'

const KNOWN_CODES: ReadonlySet<unknown> = new Set([...ERROR_CODES, 'INTERNAL'])

/**
 * What a caller learns of an error: the code of a refusal; that a variable was wrong; of everything else only a request
 * id, under which the log has the whole. Used by both transports; masking twice changes nothing.
 */
export function maskError(error: unknown, logger: Logger, requestId: string): GraphQLError {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error
  if (!(cause instanceof GraphQLError)) {
    logger.error({ err: cause, requestId }, 'operation failed')
    return toError('INTERNAL', { requestId }, error)
  }
  const { code, detail, requestId: loggedAs } = cause.extensions
  // Without a code it is graphql-js about a wrong variable; it would repeat the value and guess names.
  if (!KNOWN_CODES.has(code)) return toError('INVALID', {}, error)
  return toError(
    String(code),
    { ...(detail !== undefined && { detail }), ...(loggedAs !== undefined && { requestId: loggedAs }) },
    error,
  )
}

/** The same for everything that went wrong in one operation. */
export function maskResult(result: ExecutionResult, logger: Logger, requestId: string): ExecutionResult {
  if (result.errors === undefined) return result
  return { ...result, errors: result.errors.map((error) => maskError(error, logger, requestId)) }
}

function toError(code: string, details: Record<string, unknown>, located: unknown): GraphQLError {
  const path = located instanceof GraphQLError ? located.path : undefined
  return new GraphQLError(code, { extensions: { code, ...details }, ...(path && { path }) })
}
