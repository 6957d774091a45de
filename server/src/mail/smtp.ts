import { createTransport } from 'nodemailer'
import type { Env } from '../env.ts'
import type { Deliver } from './mail.ts'

/** nodemailer's own are minutes: whoever waits for a mail, and a server that stops, cannot. What the address says goes first. */
const PATIENCE = { dnsTimeout: 10_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 }

/** Undefined where no mail server is configured. */
export function smtpDelivery({ smtp }: Pick<Env, 'smtp'>): Deliver | undefined {
  if (smtp === undefined) return undefined
  const { url, from } = smtp
  const transport = createTransport({ url, ...PATIENCE })
  return async (mail, signal) => {
    await transport.sendMail({ from, ...mail, signal })
  }
}
