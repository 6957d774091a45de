import type { Db } from '@app/prisma'
import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import type { Clock } from '../context.ts'
import type { Env } from '../env.ts'
import { newId } from '../ids.ts'
import { type MailContent, type MailKind, type MailLocale, wordsOf } from './messages.ts'
import { renderHtml, renderText } from './render.ts'

export interface OutgoingMail {
  to: string
  subject: string
  text: string
  html: string
  headers?: Record<string, string>
}

/** Hands one mail to whoever carries it on; rejects when it was not taken. */
export type Deliver = (mail: OutgoingMail) => Promise<void>

export interface MailOrder<K extends MailKind> {
  to: string
  kind: K
  locale: MailLocale
  content: MailContent[K]
  /** Documents whose words it holds. */
  documentIds?: readonly string[]
  /** A secret in the mail: in the stored copy it is blotted out, save in a demonstration. */
  secret?: string
  /** Where one request, without a page, ends such mail (RFC 8058). */
  unsubscribeUrl?: string
}

export interface Mailer {
  /** Whether mail leaves this machine. */
  readonly delivers: boolean
  /**
   * Stores the mail and sends it. A mail that could not be sent is stored with the class of its failure; false then.
   */
  send<K extends MailKind>(order: MailOrder<K>): Promise<boolean>
}

export interface MailerOptions {
  db: Db
  env: Env
  clock: Clock
  logger: Logger
  /** Instead of SMTP. */
  deliver?: Deliver | undefined
}

export function createMailer(options: MailerOptions): Mailer {
  const { db, env, clock, logger } = options
  // A demonstration never writes to real addresses, whatever is configured.
  const deliver = env.demo ? undefined : (options.deliver ?? smtpDelivery(env))

  async function send<K extends MailKind>(order: MailOrder<K>): Promise<boolean> {
    const words = wordsOf(order.kind, order.locale, order.content)
    const mail = {
      to: order.to,
      subject: toHeaderText(words.subject),
      text: renderText(words),
      html: renderHtml(words, order.locale),
      ...(order.unsubscribeUrl !== undefined && { headers: unsubscribeHeaders(order.unsubscribeUrl) }),
    }
    const id = newId()
    await db.mailMessage.create({ data: { ...toRow(order, mail), id, createdAt: clock.now() } })
    return deliver === undefined || deliverAndNote(id, mail, deliver)
  }

  function toRow<K extends MailKind>(order: MailOrder<K>, mail: OutgoingMail) {
    const blot = (text: string) => (env.demo || !order.secret ? text : text.replaceAll(order.secret, '…'))
    const { kind, locale, documentIds = [] } = order
    const words = { subject: mail.subject, text: blot(mail.text), html: blot(mail.html) }
    return { toEmail: mail.to, kind, locale, ...words, documentIds: [...documentIds] }
  }

  async function deliverAndNote(id: string, mail: OutgoingMail, carry: Deliver): Promise<boolean> {
    try {
      await carry(mail)
    } catch (error) {
      const failure = failureClass(error)
      logger.error({ mailId: id, failure }, 'mail was not sent')
      await db.mailMessage.update({ where: { id }, data: { failure } })
      return false
    }
    await db.mailMessage.update({ where: { id }, data: { sentAt: clock.now() } })
    return true
  }

  return { delivers: deliver !== undefined, send }
}

const MAX_SUBJECT = 200

/** Titles and names stand in subjects: no line break may begin another header, nothing may turn the reading around. */
function toHeaderText(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim()
  const letters = [...line]
  return letters.length <= MAX_SUBJECT ? line : `${letters.slice(0, MAX_SUBJECT).join('')}…`
}

function unsubscribeHeaders(url: string): Record<string, string> {
  return {
    'List-Unsubscribe': `<${new URL(url).href}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'Auto-Submitted': 'auto-generated',
  }
}

function smtpDelivery(env: Env): Deliver | undefined {
  if (env.smtp === undefined) return undefined
  const { url, from } = env.smtp
  const transport = createTransport(url)
  return async (mail) => {
    await transport.sendMail({ from, ...mail })
  }
}

/** The error's code, never its message: SMTP servers repeat addresses in it. */
function failureClass(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'UNKNOWN'
}
