import { CombinedError } from '@urql/core'
import { i18n } from '../i18n/index.ts'

/** The code of an expected refusal; OFFLINE when the server was not reached; UNEXPECTED for everything else. */
export function codeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code
  if (!(error instanceof CombinedError)) return 'UNEXPECTED'
  if (error.networkError !== undefined) return isRefusedByServer(error) ? 'UNAVAILABLE' : 'OFFLINE'
  const code = error.graphQLErrors.at(0)?.extensions?.code
  return typeof code === 'string' ? code : 'UNEXPECTED'
}

function isRefusedByServer(error: CombinedError): boolean {
  const response: unknown = error.response
  return response instanceof Response
}

/** What somebody may not read, or may not any more: nothing of it may stay where it is shown. */
const RIGHTS_ENDED = new Set<unknown>(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'SIGNED_IN_AS_OTHER'])

export function isRightsEnded(error: unknown): boolean {
  if (!(error instanceof CombinedError)) return RIGHTS_ENDED.has(codeOf(error))
  return error.graphQLErrors.some(({ extensions }) => RIGHTS_ENDED.has(extensions.code))
}

/** What was refused may have been decided on a list that is older than what is: it is to be read again. */
export function isOfOldList(error: unknown): boolean {
  return ['CONFLICT', 'NOT_FOUND'].includes(codeOf(error))
}

/** Which of the refusals with one code it is, where the server tells them apart. */
export function detailOf(error: CombinedError): string | null {
  const detail = error.graphQLErrors.at(0)?.extensions?.detail
  return typeof detail === 'string' ? detail : null
}

export function isConflictOf(error: unknown, detail: string): boolean {
  return error instanceof CombinedError && codeOf(error) === 'CONFLICT' && detailOf(error) === detail
}

/** What the page says to a person about a refusal. */
export function wordsOf(error: unknown): string {
  const key = `errors.${codeOf(error)}`
  return i18n.global.te(key, 'pl') ? i18n.global.t(key) : i18n.global.t('errors.UNEXPECTED')
}

/** A refusal that came by plain HTTP (signing in), with the same codes as GraphQL. */
export class Refusal extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.name = 'Refusal'
    this.code = code
  }
}

/** Whoever is signed out is told nothing: that is not the same as having no access. */
export function signedOut(answer: { viewer: object | null } | undefined): Refusal | undefined {
  return answer?.viewer === null ? new Refusal('UNAUTHENTICATED') : undefined
}
