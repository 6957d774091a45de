import { Refusal } from '../../lib/refusal.ts'

/** The same request a mail program sends for its own button (RFC 8058): the token is all it needs. */
export async function unsubscribe(token: string): Promise<void> {
  const response = await send(token)
  if (response.ok) return
  if (response.status === 429) throw new Refusal('RATE_LIMITED')
  throw new Refusal(response.status >= 500 ? 'UNAVAILABLE' : 'FORBIDDEN')
}

async function send(token: string): Promise<Response> {
  try {
    return await fetch(`/powiadomienia/wypisz?token=${encodeURIComponent(token)}`, {
      method: 'POST',
      credentials: 'omit',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    })
  } catch (error) {
    if (error instanceof TypeError) throw new Refusal('OFFLINE')
    throw error
  }
}
