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

/** Which of the refusals with one code it is, where the server tells them apart. */
export function detailOf(error: CombinedError): string | null {
  const detail = error.graphQLErrors.at(0)?.extensions?.detail
  return typeof detail === 'string' ? detail : null
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
