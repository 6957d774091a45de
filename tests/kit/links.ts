import type { TestApp } from './app.ts'
import { postJson, type RawResponse } from './client.ts'
import { until } from './until.ts'

export const LINK = /\/zaloguj\/link#(\S+)/

export function requestLink(target: TestApp, email: string, headers = {}): Promise<RawResponse> {
  return postJson(target, '/api/auth/sign-in/magic-link', { email }, headers)
}

export function verify(target: TestApp, token: string): Promise<RawResponse> {
  return postJson(target, '/api/auth/magic-link/verify', { token })
}

/** Asks for a link and reads the token from the mail that comes. */
export async function receiveToken(target: TestApp, email: string): Promise<string> {
  const before = target.mails.length
  const { status } = await requestLink(target, email)
  if (status !== 200) throw new Error(`asking for a link: ${status}`)
  const mail = await until(`the mail to ${email}`, () => target.mails.slice(before).find(({ to }) => to === email))
  return LINK.exec(mail.text)?.[1] ?? ''
}
