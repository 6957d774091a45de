import { currentLocale } from '../../i18n/index.ts'
import { sharedComputer } from '../../lib/device.ts'
import { noteOtherPerson, personHeader } from '../../lib/page-person.ts'
import { Refusal } from '../../lib/refusal.ts'
import { forget } from '../../lib/remembered.ts'

/** Signing in is plain HTTP and not GraphQL, because it sets cookies. */
async function post(path: string, body: object): Promise<unknown> {
  const response = await send(path, body)
  if (!response.ok) {
    const code = await refusalCode(response)
    if (code === 'SIGNED_IN_AS_OTHER') noteOtherPerson()
    throw new Refusal(code)
  }
  return response.json()
}

async function send(path: string, body: object): Promise<Response> {
  try {
    return await fetch(`/api/auth/${path}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', 'x-wz-csrf': '1', ...personHeader() },
      body: JSON.stringify(body),
    })
  } catch (error) {
    if (error instanceof TypeError) throw new Refusal('OFFLINE')
    throw error
  }
}

async function refusalCode(response: Response): Promise<string> {
  if (response.status === 410) return 'EXPIRED'
  if (response.status === 429) return 'RATE_LIMITED'
  if (response.status >= 500) return 'UNAVAILABLE'
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const answer: unknown = isJson ? await response.json() : null
  if (answer !== null && typeof answer === 'object' && 'code' in answer) return String(answer.code)
  return 'UNEXPECTED'
}

/** The answer is the same whether or not the address is known. */
export async function requestMagicLink(email: string, path: string): Promise<void> {
  await post('sign-in/magic-link', { email, path, locale: currentLocale() })
}

export async function verifyMagicLink(token: string): Promise<void> {
  await post('magic-link/verify', { token, shared: sharedComputer.value })
}

export async function signInAsDemoPerson(personId: string): Promise<void> {
  await post('sign-in/demo', { personId, shared: sharedComputer.value })
}

/** Where the organisation's own sign-in page is. */
export async function startOrganizationSignIn(path: string): Promise<string> {
  const body = { providerId: 'oidc', callbackURL: path, shared: sharedComputer.value }
  const answer = await post('sign-in/oauth2', body)
  if (answer === null || typeof answer !== 'object' || !('url' in answer)) throw new Refusal('UNEXPECTED')
  return String(answer.url)
}

export async function signOut(): Promise<void> {
  await post('sign-out', {})
}

/** A new page load: no cache, socket, timer or memory of the person before lives on. */
export function enter(path: string): void {
  forget('viewer')
  window.location.assign(path)
}
